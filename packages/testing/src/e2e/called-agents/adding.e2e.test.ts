import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { calledAgentsWorld } from '../../worlds/called-agents-world.ts'
import { until } from '../../worlds/hub-process-world.ts'

const TIMEOUT = { timeout: 120_000 }

test(
  '[CB1] [CB4] only owners add agents, each once, also where two do at once, by a plain address',
  TIMEOUT,
  async () => {
    await using house = await calledAgentsWorld()
    const agent = await house.foreignAgent()
    const login = { username: 'Bob', password: 'a longer password' }
    assert.equal((await house.ada.post('/users', { ...login, role: 'member' })).status, 201)
    const bob = await house.hub.program('Tablet', login)
    const body = { agent_base_url: agent.baseUrl }
    assert.equal((await bob.post('/devices/agents', body)).status, 403)
    const added = await house.ada.post('/devices/agents', body)
    assert.equal(added.status, 201)
    const { device_name, online } = added.json.device as Readonly<Record<string, unknown>>
    assert.deepEqual([device_name, online], [`127.0.0.1:${agent.port}`, false])
    const again = await house.ada.post('/devices/agents', { agent_base_url: `${agent.baseUrl}/` })
    assert.equal(again.status, 409)
    assert.match(again.text, /device\.agent-known/)
    const odd = [
      'not an address',
      `${agent.baseUrl}/path`,
      'http://name:word@127.0.0.1:9/',
      'file:///etc',
      'https://127.0.0.1',
    ]
    for (const agent_base_url of odd) {
      assert.equal((await house.ada.post('/devices/agents', { agent_base_url })).status, 400, agent_base_url)
    }
    assert.equal((await bob.ask(`/devices/${added.json.device_uuid}/agent`)).status, 404)

    const eve = { username: 'Eve', password: 'a longer password' }
    assert.equal((await house.ada.post('/users', { ...eve, role: 'owner' })).status, 201)
    const both = [house.ada, await house.hub.program('Laptop', eve)]
    const other = await house.foreignAgent()
    const answers = await Promise.all(
      both.map((owner) => owner.post('/devices/agents', { agent_base_url: other.baseUrl })),
    )
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [201, 409])
  },
)

test(
  '[CB2] [CB3] an address outside the allowed networks is refused, and never called',
  TIMEOUT,
  async () => {
    await using house = await calledAgentsWorld({ networks: ['127.0.0.1', '169.254.0.0/16', '0.0.0.0/0'] })
    const outside = [
      'http://169.254.169.254',
      'http://0.0.0.0:1',
      'http://224.0.0.1',
      'http://[::1]:9',
      'http://[fe80::1]',
      'http://no-such-name.invalid',
    ]
    for (const agent_base_url of outside) {
      const { status, text } = await house.ada.post('/devices/agents', { agent_base_url })
      assert.equal(status, 422, agent_base_url)
      assert.match(text, /device\.agent-address/)
    }
    const agent = await house.foreignAgent()
    const mapped = { agent_base_url: `http://localhost:${agent.port}` }
    assert.equal((await house.ada.post('/devices/agents', mapped)).status, 201)
    assert.equal((await agent.called('/register_client')).host, `localhost:${agent.port}`)
  },
)

test('[CB5] a redirect is not followed, and a long answer is not read', TIMEOUT, async () => {
  await using house = await calledAgentsWorld()
  const asked: string[] = []
  const target = createServer((request, response) => {
    asked.push(String(request.url))
    response.end('{}')
  }).listen(0, '127.0.0.1')
  await until('it listens', async () => target.listening)
  const to = `http://127.0.0.1:${(target.address() as AddressInfo).port}/healthz`
  let times = 0
  const trickster = createServer((_request, response) => {
    times += 1
    if (times % 2) response.writeHead(302, { location: to }).end()
    else response.end(`{"data": "${'x'.repeat(100_000)}"}`)
  }).listen(0, '127.0.0.1')
  await until('it listens', async () => trickster.listening)
  const { port } = trickster.address() as AddressInfo
  const id = await house.add({ baseUrl: `http://127.0.0.1:${port}` })
  await until('it was tried', async () => times >= 4)
  const { json } = await house.ada.ask(`/devices/${id}/agent`)
  assert.equal(json.reachable, false)
  assert.deepEqual(asked, [])
  target.close()
  trickster.close()
})
