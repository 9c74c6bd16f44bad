import assert from 'node:assert/strict'
import { test } from 'node:test'
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
