import assert from 'node:assert/strict'
import { test } from 'node:test'
import { calledAgentsWorld } from '../../worlds/called-agents-world.ts'
import { ask } from '../../worlds/http-world.ts'
import { until } from '../../worlds/hub-process-world.ts'

const TIMEOUT = { timeout: 120_000 }

test(
  '[CB30] [CB31] it is told to play what the session plays, and to stop; it can fetch the sound',
  TIMEOUT,
  async () => {
    await using house = await calledAgentsWorld()
    const { agent, play } = await house.playingAgent()
    const { body = {} } = play
    const url = new URL(String(body.url))
    assert.equal(url.pathname, `/media/tracks/${house.hub.trackIds[0]}`)
    assert.match(String(body.callback_url), /\/agents\/[\da-f]{48}\/play$/)
    assert.deepEqual([body.agent_base_url, body.filepath], [agent.baseUrl, 'One.wav'])
    const sound = await fetch(url, { headers: { range: 'bytes=0-3' } })
    assert.deepEqual([sound.status, await sound.text()], [206, 'RIFF'])
    await house.command('stop')
    await agent.called('/stop')
    const stopped = await house.sessionIs('it is stopped', (session) => session.play_state === 'stopped')
    assert.equal(stopped.position_ms, 0)
  },
)

test(
  '[CB34] what is complete moves on once, however often and late it is said; stopped, it does not',
  TIMEOUT,
  async () => {
    await using house = await calledAgentsWorld()
    const { agent, play: first } = await house.playingAgent('--doubled')
    agent.tell({ end: 0 })
    const second = await agent.called('/play', 2)
    assert.equal(new URL(String(second.body?.url)).pathname, `/media/tracks/${house.hub.trackIds[1]}`)
    await until(
      'the late ones have been posted',
      async () =>
        agent.said.filter(({ posted, failed, data }) => (posted ?? failed) && data?.complete).length >= 3,
    )
    const { current } = await house.session()
    assert.equal((current as { readonly title: string }).title, 'Two')
    assert.equal(agent.calls('/play').length, 2)
    await house.command('stop')
    await agent.called('/stop')
    for (const { body } of [first, second]) {
      const late = await fetch(String(body?.callback_url), {
        method: 'POST',
        body: JSON.stringify({ data: { complete: true, returncode: 0 } }),
      })
      assert.equal(late.status, 404)
    }
    const after = await house.session()
    assert.deepEqual([after.play_state, (after.current as { title: string }).title], ['stopped', 'Two'])
  },
)

test('[CB35] what its player cannot play is marked, and the next follows', TIMEOUT, async () => {
  await using house = await calledAgentsWorld()
  const { agent } = await house.playingAgent('--wrapped')
  agent.tell({ end: 2 })
  await agent.called('/play', 2)
  const { json } = await house.ada.ask('/queue')
  const entries = json.entries as readonly { readonly status: string }[]
  assert.deepEqual(
    entries.map(({ status }) => status),
    ['failed', 'playing', 'queued'],
  )
})

test(
  '[CB32] [CB33] paused it says so; it goes on and seeks by being told to play from there',
  TIMEOUT,
  async () => {
    await using house = await calledAgentsWorld()
    const { agent } = await house.playingAgent()
    await house.command('seek', { position_ms: 60_000 })
    const sought = await agent.called('/play', 2)
    const startOf = ({ body = {} }) =>
      Number(new URL(String((body as { url?: string }).url)).searchParams.get('start_ms'))
    assert.ok(startOf(sought) >= 60_000 && startOf(sought) < 90_000)
    assert.equal(sought.body?.filepath, undefined, 'no file begins there')
    await house.command('pause')
    await agent.called('/pause')
    const paused = await house.session()
    assert.equal(paused.play_state, 'paused')
    await house.command('play')
    const resumed = await agent.called('/play', 3)
    assert.ok(startOf(resumed) >= Number(paused.position_ms))
    assert.equal(agent.calls('/stop').length, 0)
  },
)

test('[CB32] what does not show that it is paused is stopped', TIMEOUT, async () => {
  await using house = await calledAgentsWorld()
  const { agent } = await house.playingAgent('--stubs')
  await house.command('pause')
  await agent.called('/stop')
  assert.equal(agent.calls('/pause').length, 1)
  assert.equal((await house.session()).play_state, 'paused')
})

test('[CB20] nobody else can say how a track ended, nor what an agent is like', TIMEOUT, async () => {
  await using house = await calledAgentsWorld()
  const agent = await house.foreignAgent()
  const id = await house.add(agent)
  const registered = await agent.called('/register_client')
  const health = String(registered.body?.callback_url)
  const complete = { method: 'POST', body: { data: { complete: true } } }
  const crossed = health.replace(/health$/, 'play').replace(house.hub.baseUrl, '')
  for (const path of [crossed, `/agents/${id}/health`, `/agents/${'x'.repeat(32)}/health`]) {
    const { status, text } = await ask(house.hub.baseUrl, path, complete)
    assert.equal(status, 404)
    assert.match(text, /request\.not-found/)
  }
})
