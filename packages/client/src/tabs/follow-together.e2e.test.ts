import assert from 'node:assert/strict'
import { test } from 'node:test'
import { knownQueue, NO_QUEUE, toRest } from '@baton/protocol'
import { householdWith } from '../../../testing/src/domain/household.ts'
import { entry, LOG, ME } from '../../../testing/src/fakes/scripted-household.ts'
import { type ScriptedHub, scriptedHub, snapshotDocument } from '../../../testing/src/fakes/scripted-hub.ts'
import type { Following } from '../follow/following.ts'
import { connect } from '../hub/hub.ts'
import { randomId } from '../runtime/random-id.ts'
import type { Store } from '../runtime/store.ts'
import { followTogether } from './follow-together.ts'
import { type PageLife, type Tabs, tabs } from './tabs.ts'

const VIEW = householdWith('kitchen').session.view

interface Tab extends AsyncDisposable {
  readonly tabs: Tabs
  readonly following: Following
  /** As if its page were closed. */
  leave(): void
}

/** A tab as the web app opens one, on a real BroadcastChannel. */
async function openTab(hub: ScriptedHub, name: string): Promise<Tab> {
  const client = connect({ baseUrl: hub.baseUrl })
  await client.readMe()
  let leave = () => {}
  const page: PageLife = {
    onLeaving: (call) => {
      leave = call
      return () => {}
    },
    onReturning: () => () => {},
  }
  const family = tabs({ name, page })
  const following = followTogether({ hub: client, tabs: family, rooms: ['session'] })
  return {
    tabs: family,
    following,
    leave: () => leave(),
    [Symbol.asyncDispose]: async () => {
      await following[Symbol.asyncDispose]()
      await family[Symbol.asyncDispose]()
    },
  }
}

function snapshot(seq: number, shuffle: boolean, queue = NO_QUEUE): [string, string, object] {
  const room = {
    family: 'session',
    session: { ...VIEW, shuffle },
    queue,
  } as const
  return ['snapshot', `${LOG}-${seq}`, snapshotDocument([room], { epoch: LOG, seq, serverTime: 5_000_000 })]
}

test('[P34] all tabs show the same, and only one holds a stream', async () => {
  await using hub = await scriptedHub(ME)
  const name = randomId()
  await using first = await openTab(hub, name)
  const stream = await hub.stream()
  stream.say(...snapshot(10, true))
  await until(first.following.state, ({ connection }) => connection === 'live')
  await using second = await openTab(hub, name)
  const seen = await until(second.following.state, ({ connection }) => connection === 'live')
  assert.equal(second.tabs.role.get(), 'follower')
  assert.deepEqual(seen.session, first.following.state.get().session)
  const causes: string[] = []
  second.following.listen(({ cause }) => causes.push(cause))
  const event = { type: 'session.options-changed', change: { shuffle: false } }
  stream.say('options_change', `${LOG}-11`, { ...event, revision: 11, at: 5_000_100, server_time: 5_000_100 })
  const changed = await until(second.following.state, ({ seq }) => seq === 11)
  assert.equal(changed.session?.shuffle, false)
  await until(second.following.state, () => causes.includes('event'))
  assert.ok(Math.abs(second.following.serverNow() - first.following.serverNow()) < 500)
})

test('[Q21] what a tab wants to know of a long queue the leading one reads, for all', async () => {
  await using hub = await scriptedHub(ME)
  const name = randomId()
  await using first = await openTab(hub, name)
  const stream = await hub.stream()
  stream.say(...snapshot(10, true, knownQueue(250, [])))
  await until(first.following.state, ({ connection }) => connection === 'live')
  await using second = await openTab(hub, name)
  await until(second.following.state, ({ connection }) => connection === 'live')
  hub.answer(({ query }) => {
    const from = Number(query.get('from'))
    const entries = Array.from({ length: 100 }, (_, nth) => entry(from + nth))
    const page = { total: 250, from, entries, revision: 10, epoch: LOG, seq: 10, unchangedSince: 10 }
    return { status: 200, body: toRest(page) }
  })
  assert.equal(await second.following.knowQueue(120, 130), true)
  for (const { following } of [first, second]) {
    assert.deepEqual(following.state.get().queue?.stretches, [{ from: 100, length: 100 }])
  }
  assert.equal(hub.requests.filter(({ path }) => path.endsWith('/queue')).length, 1)
})

test('[P34] when the leading tab is closed another one goes on behind what both have seen', async () => {
  await using hub = await scriptedHub(ME)
  const name = randomId()
  await using first = await openTab(hub, name)
  const stream = await hub.stream()
  stream.say(...snapshot(10, true))
  await until(first.following.state, ({ connection }) => connection === 'live')
  await using second = await openTab(hub, name)
  await until(second.following.state, ({ connection }) => connection === 'live')
  first.leave()
  const next = await hub.stream()
  assert.equal(next.lastEventId, `${LOG}-10`)
  assert.equal(second.tabs.role.get(), 'leader')
  assert.equal(second.following.state.get().session?.shuffle, true, 'the screen went blank meanwhile')
  await stream.closed
})

async function until<T>(state: Store<T>, holds: (value: T) => boolean): Promise<T> {
  const started = performance.now()
  while (!holds(state.get())) {
    if (performance.now() - started > 5_000) throw new Error(`Not met: ${JSON.stringify(state.get())}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return state.get()
}
