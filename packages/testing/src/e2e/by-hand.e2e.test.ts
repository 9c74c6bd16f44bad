import assert from 'node:assert/strict'
import { type RequestOptions, request } from 'node:http'
import { after, before, test } from 'node:test'
import { HubProcessWorld } from '../worlds/hub-process-world.ts'

let world: HubProcessWorld
before(async () => {
  world = await HubProcessWorld.build({ devices: 1 })
})
after(() => world[Symbol.asyncDispose]())

/** What people type: `curl -X POST` sends neither length nor type, `curl -d ''` sends a form of no bytes. */
const WAYS: readonly [string, RequestOptions['headers']][] = [
  ['curl -X POST', {}],
  ["curl -d ''", { 'content-type': 'application/x-www-form-urlencoded', 'content-length': '0' }],
  [
    "curl -d '' -H 'content-type: application/json'",
    { 'content-type': 'application/json', 'content-length': '0' },
  ],
  ["curl -d '' -H 'content-type: text/plain'", { 'content-type': 'text/plain', 'content-length': '0' }],
]

test('[R3] a command without a body is taken however its emptiness is sent', async () => {
  const [device] = world.devices
  assert.ok(device)
  await device.hub.send({ type: 'queue.enqueue', source: { trackIds: world.trackIds }, at: 'now' })
  const token = await world.token()
  const { sessionId } = await device.hub.readMe()
  for (const [way, headers] of WAYS) {
    for (const verb of ['pause', 'play', 'toggle', 'toggle', 'next', 'prev', 'stop', 'play']) {
      const options = { method: 'POST', headers: { ...headers, authorization: `Bearer ${token}` } }
      const { status, text } = await send(`${world.baseUrl}/sessions/${sessionId}/${verb}`, options)
      assert.equal(status, 200, `${way} ${verb}: ${text}`)
    }
    const options = { method: 'DELETE', headers: { ...headers, authorization: `Bearer ${token}` } }
    assert.equal((await send(`${world.baseUrl}/queue`, options)).status, 200, way)
    await device.hub.send({ type: 'queue.enqueue', source: { trackIds: world.trackIds }, at: 'now' })
  }
  const { playState } = await device.hub.session()
  assert.equal(playState, 'playing')
})

function send(url: string, options: RequestOptions): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { ...options, agent: false }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => {
        text += part
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
    })
    asked.on('error', reject)
    asked.end()
  })
}
