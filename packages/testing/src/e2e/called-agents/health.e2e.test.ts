import assert from 'node:assert/strict'
import { test } from 'node:test'
import { calledAgentsWorld } from '../../worlds/called-agents-world.ts'
import { ask } from '../../worlds/http-world.ts'
import { until } from '../../worlds/hub-process-world.ts'

const TIMEOUT = { timeout: 120_000 }

test('[CB12] answers and reports may be nested; registered again counts as registered', TIMEOUT, async () => {
  await using house = await calledAgentsWorld()
  const { agent, id } = await house.readyAgent('--wrapped')
  await until('a report has come', async () => {
    const { json } = await house.ada.ask(`/devices/${id}/agent`)
    return json.last_device_health_report
  })
  assert.equal(agent.calls('/register_client').length, 1)
})

test(
  '[CB14] an agent that need not be asked again is left alone until it is switched on again',
  TIMEOUT,
  async () => {
    await using house = await calledAgentsWorld()
    const { agent: other } = await house.readyAgent()
    const agent = await house.foreignAgent('--refuses')
    const id = await house.add(agent)
    await agent.called('/register_client')
    const staysAt = async (registrations: number) => {
      await other.called('/healthz', other.calls('/healthz').length + 8)
      assert.equal(agent.calls('/register_client').length, registrations)
    }
    // As long as another one is asked eight times, which is longer than what fails otherwise is left alone.
    await staysAt(1)
    await house.ada.ask(`/devices/${id}`, { method: 'PATCH', body: { enabled: false } })
    await house.ada.ask(`/devices/${id}`, { method: 'PATCH', body: { enabled: true } })
    await agent.called('/register_client', 2)
    await staysAt(2)
  },
)

test(
  '[CB13] what does not answer is tried five times, later each time, and then left alone',
  TIMEOUT,
  async () => {
    await using house = await calledAgentsWorld()
    const agent = await house.foreignAgent()
    agent.tell({ broken: true })
    const id = await house.add(agent)
    await agent.called('/healthz', 5)
    const { json } = await house.ada.ask(`/devices/${id}/agent`)
    assert.deepEqual([json.reachable, json.status, json.registered_at], [false, 'down', null])
    agent.tell({ broken: false })
    await house.ada.ask(`/devices/${id}`, { method: 'PATCH', body: { enabled: false } })
    await house.ada.ask(`/devices/${id}`, { method: 'PATCH', body: { enabled: true } })
    await house.health(id, 'ready')
  },
)

test('[CB16] [CB17] without its music folder it is not ready, and comes back with it', TIMEOUT, async () => {
  await using house = await calledAgentsWorld()
  const { agent, id } = await house.readyAgent()
  agent.tell({ mounted: false })
  await house.health(id, 'notready')
  const refused = await house.ada.post(`${house.sessionPath}/speaker`, { device_uuid: id })
  assert.equal(refused.status, 409)
  assert.match(refused.text, /device\.not-ready/)
  agent.tell({ mounted: true })
  await house.health(id, 'ready')
})

test('[CB15] a registration is over when no report comes any more, and is made anew', TIMEOUT, async () => {
  await using house = await calledAgentsWorld({ times: { silentMs: 600, firstReportMs: 600 } })
  const agent = await house.foreignAgent('--every', '3600')
  await house.add(agent)
  await agent.called('/register_client', 2)
  const [first, second] = agent.calls('/register_client')
  assert.notEqual(first?.body?.callback_url, second?.body?.callback_url)
  const late = await fetch(String(first?.body?.callback_url), { method: 'POST', body: '{}' })
  assert.equal(late.status, 404)
})

test('[CB15] a registration that is old is renewed while reports still come', TIMEOUT, async () => {
  await using house = await calledAgentsWorld({ times: { renewMs: 700 } })
  const agent = await house.foreignAgent()
  await house.add(agent)
  await agent.called('/register_client', 3)
})

test('[CB11] nobody is there and nothing plays: it is not called', TIMEOUT, async () => {
  // Whoever asks just now is not there either.
  await using empty = await calledAgentsWorld({ times: { presenceMs: -60_000 } })
  const agent = await empty.foreignAgent()
  await empty.add(agent)
  await using house = await calledAgentsWorld()
  const { agent: other } = await house.readyAgent()
  await other.called('/healthz', other.calls('/healthz').length + 8)
  assert.deepEqual(agent.calls('/healthz'), [])
})

test('[CB40] an agent that dies while it plays: paused where it was heard last', TIMEOUT, async () => {
  await using house = await calledAgentsWorld()
  const { agent, id } = await house.playingAgent()
  const from = performance.now()
  agent.tell({ position: 100 })
  // Of several reports that were taken the first has been used.
  await until('it has told its place', async () => agent.said.filter(({ told }) => told).length >= 3)
  await agent.end()
  const passedMs = performance.now() - from
  const paused = await house.sessionIs('it is paused', ({ play_state }) => play_state === 'paused')
  assert.equal(paused.active_device_uuid, id)
  const pausedMs = Number(paused.position_ms)
  assert.ok(pausedMs >= 100_000 && pausedMs <= 100_000 + passedMs, `paused at ${pausedMs} ms`)
  await house.health(id, 'down')
})

test('[CB22] [CB23] [CB24] a flood of reports keeps it there, and writes no history', TIMEOUT, async () => {
  await using house = await calledAgentsWorld()
  const { agent, id } = await house.readyAgent('--flood', '600')
  const seqNow = async () => Number((await house.session()).server_seq)
  await until('it is registered and known', async () => (await house.device(id)).online)
  const before = await seqNow()
  await until('the flood is over', async () => agent.said.some(({ flooded }) => flooded), 60_000)
  assert.equal(await seqNow(), before)
  const { text } = await ask(house.hub.baseUrl, '/healthz')
  assert.match(text, /true/)
  await house.health(id, 'ready')
})

test(
  '[CB19] switched off or removed, it is not called, and what it posts is not taken',
  TIMEOUT,
  async () => {
    await using house = await calledAgentsWorld()
    const agent = await house.foreignAgent()
    const id = await house.add(agent)
    const { body = {} } = await agent.called('/register_client')
    await house.ada.ask(`/devices/${id}`, { method: 'PATCH', body: { enabled: false } })
    const post = () => fetch(String(body.callback_url), { method: 'POST', body: '{}' })
    await until('its address is closed', async () => (await post()).status === 404)
    await until('it forgets the hub', async () =>
      agent.said.some(({ forgot }) => forgot === body.callback_url),
    )
    await house.ada.ask(`/devices/${id}`, { method: 'PATCH', body: { enabled: true } })
    const again = await agent.called('/register_client', 2)
    await house.ada.ask(`/devices/${id}`, { method: 'DELETE' })
    await until('the new one is closed too', async () => {
      const url = String(again.body?.callback_url)
      return (await fetch(url, { method: 'POST', body: '{}' })).status === 404
    })
    assert.deepEqual(
      (await house.devices()).map(({ device_name }) => device_name),
      ['Phone'],
    )
  },
)

test('[CB19] removed while it plays, it is told to stop', TIMEOUT, async () => {
  await using house = await calledAgentsWorld()
  const { agent, id } = await house.playingAgent()
  await house.ada.ask(`/devices/${id}`, { method: 'DELETE' })
  await agent.called('/stop')
})
