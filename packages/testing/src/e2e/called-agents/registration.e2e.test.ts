import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startManyAgents } from '../../agents/many-agents.ts'
import { calledAgentsWorld } from '../../worlds/called-agents-world.ts'
import { until } from '../../worlds/hub-process-world.ts'

const TIMEOUT = { timeout: 120_000 }

test(
  '[CB10] an agent that is added is asked how it is, registered with, and becomes a device',
  TIMEOUT,
  async () => {
    await using house = await calledAgentsWorld()
    const agent = await house.foreignAgent()
    const id = await house.add(agent)
    const { body = {}, host } = await agent.called('/register_client')
    assert.equal(body.agent_base_url, agent.baseUrl)
    assert.match(String(body.callback_url), /^http:\/\/127\.0\.0\.1:\d+\/agents\/[\da-f]{48}\/health$/)
    assert.equal(host, `127.0.0.1:${agent.port}`)
    assert.deepEqual(agent.said.flatMap(({ call }) => call ?? []).slice(0, 2), [
      '/healthz',
      '/register_client',
    ])
    await house.health(id, 'ready')
    const device = await house.device(id)
    assert.deepEqual(
      [device.device_name, device.kind, device.agent],
      ['Kitchen', 'agent', { base_url: agent.baseUrl, reachable: true, mounted: true }],
    )
    const health = await until('its instants are kept', async () => {
      const { json } = await house.ada.ask(`/devices/${id}/agent`)
      return typeof json.last_device_health_report === 'number' && json
    })
    assert.deepEqual(
      [health.status, health.reachable, health.mounted, health.agent_base_url],
      ['ready', true, true, agent.baseUrl],
    )
    assert.ok(Number(health.registered_at) > 0 && Number(health.last_client_presence) > 0)
  },
)

test('[CB15] twenty agents are started anew: the hub registers once with each of them', TIMEOUT, async () => {
  await using agents = await startManyAgents(AGENTS)
  // They report every 4 s, and are asked as long as they are away.
  await using house = await calledAgentsWorld({
    times: { roundMs: 500, silentMs: 60_000, firstReportMs: 60_000, attempts: 1_000 },
  })
  for (const [nth, baseUrl] of agents.baseUrls.entries()) await house.add({ baseUrl }, `Agent ${nth}`)
  const everyoneIs = (health: string) =>
    until(
      `all are ${health}`,
      async () => {
        const devices = (await house.devices()).filter(({ kind }) => kind === 'agent')
        return devices.length === AGENTS && devices.every((device) => device.health === health)
      },
      60_000,
    )
  await everyoneIs('ready')
  await agents.stop()
  await everyoneIs('down')
  const before = agents.registered.length
  await agents.start()
  await everyoneIs('ready')
  const checked = [...agents.checks]
  await until(
    'each was asked a few times more',
    async () => agents.checks.every((count, nth) => count >= (checked[nth] ?? 0) + 3),
    60_000,
  )
  const again = agents.registered.slice(before).map(({ nth }) => nth)
  assert.deepEqual(
    again.toSorted((one, other) => one - other),
    agents.baseUrls.map((_, nth) => nth),
  )
})

const AGENTS = 20
