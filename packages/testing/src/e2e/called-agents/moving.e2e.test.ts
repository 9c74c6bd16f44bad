import assert from 'node:assert/strict'
import { test } from 'node:test'
import { calledAgentsWorld } from '../../worlds/called-agents-world.ts'
import { until } from '../../worlds/hub-process-world.ts'

const TIMEOUT = { timeout: 120_000 }

test(
  '[CB38] [CB39] the music moves from one agent to another, and is never told to sound at both',
  TIMEOUT,
  async () => {
    await using house = await calledAgentsWorld()
    const [kitchen, bath] = [await house.foreignAgent(), await house.foreignAgent()]
    const ids = [await house.add(kitchen, 'Kitchen'), await house.add(bath, 'Bath')] as const
    await house.health(ids[0], 'ready')
    await house.health(ids[1], 'ready')
    await house.playOn(ids[0])
    await kitchen.called('/play')
    await house.sessionIs('some of it was heard', ({ position_ms }) => Number(position_ms) > 1_500)
    const moved = await house.command('speaker', { device_uuid: ids[1] })
    assert.equal(moved.active_device_uuid, ids[1])
    await kitchen.called('/stop')
    const { body = {} } = await bath.called('/play')
    assert.ok(Number(new URL(String(body.url)).searchParams.get('start_ms')) > 1_000)
    const settled = await house.sessionIs('it is heard there', ({ hand_over }) => hand_over === null)
    assert.deepEqual([settled.play_state, settled.active_device_uuid], ['playing', ids[1]])
    assert.equal(kitchen.calls('/play').length, 1)
  },
)

test(
  '[CB41] it is turned towards what is wanted, by its own word, and left alone there',
  TIMEOUT,
  async () => {
    await using house = await calledAgentsWorld()
    const { agent, id } = await house.playingAgent()
    await house.command('volume', { volume: 70, muted: true, device_uuid: id })
    await agent.called('/mute')
    await agent.called('/volume_down', 5)
    const rounds = agent.calls('/healthz').length
    await agent.called('/healthz', rounds + 5)
    assert.deepEqual([agent.calls('/mute').length, agent.calls('/volume_up').length], [1, 0])
    assert.ok(agent.calls('/volume_down').length <= 6)
  },
)

test(
  '[CB37] [CB21] without a place of its own the timeline moves by itself, and nothing is written',
  TIMEOUT,
  async () => {
    await using house = await calledAgentsWorld()
    await house.playingAgent('--nulls', '--stubs')
    const begun = await house.sessionIs('it plays', ({ play_state }) => play_state === 'playing')
    const later = await house.sessionIs(
      'it has moved on',
      ({ position_ms }) => Number(position_ms) > Number(begun.position_ms) + 2_000,
    )
    assert.equal(later.server_seq, begun.server_seq)
  },
)

test('[CB36] a player that is gone without a word has come to its end', TIMEOUT, async () => {
  await using house = await calledAgentsWorld()
  const { agent } = await house.playingAgent('--silent-end')
  agent.tell({ end: 0 })
  await agent.called('/play', 2)
  await until('the second track plays', async () => {
    const { current } = await house.session()
    return (current as { readonly title: string }).title === 'Two'
  })
  assert.ok(!agent.said.some(({ data }) => data?.complete))
})

test(
  '[CB48] one that does not answer when it is stopped is stopped once it is there again',
  TIMEOUT,
  async () => {
    await using house = await calledAgentsWorld()
    const { agent, id } = await house.playingAgent()
    agent.tell({ broken: true })
    await house.health(id, 'down')
    await agent.called('/stop')
    agent.tell({ broken: false })
    await house.health(id, 'ready')
    await agent.called('/stop', 2)
  },
)

test('[CB48] what plays already when the hub finds it is stopped', TIMEOUT, async () => {
  await using house = await calledAgentsWorld()
  const agent = await house.foreignAgent()
  const body = JSON.stringify({ url: 'http://127.0.0.1:1/', callback_url: 'http://127.0.0.1:1/' })
  await fetch(`${agent.baseUrl}/play`, { method: 'POST', body })
  await house.add(agent)
  await agent.called('/stop')
})
