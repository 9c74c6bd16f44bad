import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type Entry,
  gapsIn,
  knownQueue,
  type QueueEvent,
  stretchesOf,
  toRest,
  wholeOrder,
} from '@baton/protocol'
import { householdWith, SESSION } from '../../../testing/src/domain/household.ts'
import { FakeClock } from '../../../testing/src/fakes/fake-clock.ts'
import { entry, LOG, ME } from '../../../testing/src/fakes/scripted-household.ts'
import {
  type ScriptedHub,
  type ScriptedStream,
  scriptedHub,
  snapshotDocument,
} from '../../../testing/src/fakes/scripted-hub.ts'
import { connect } from '../hub/hub.ts'
import type { Clock } from '../runtime/clock.ts'
import { follow } from './follow.ts'
import type { Following } from './following.ts'

const LENGTH = 450
const ALL = Array.from({ length: LENGTH }, (_, n) => entry(n))

test('[Q21] what is not known is read in pages, each once, and is known from then on', async () => {
  await using hub = await scriptedHub(ME)
  await using following = follow({ hub: connect({ baseUrl: hub.baseUrl }), rooms: ['session'] })
  const stream = await hub.stream()
  await begin(stream, following)
  answerPages(hub, () => ({ entries: ALL, seq: 10, unchangedSince: 10 }))
  assert.deepEqual(await Promise.all([following.knowQueue(320, 330), following.knowQueue(310, 350)]), [
    true,
    true,
  ])
  assert.deepEqual(asked(hub), ['300 100'])
  assert.deepEqual(gapsIn(queueOf(following), 0, LENGTH), [
    { from: 200, to: 300 },
    { from: 400, to: LENGTH },
  ])
  assert.equal(await following.knowQueue(0, LENGTH), true)
  assert.deepEqual(wholeOrder(queueOf(following)), ALL)
  assert.deepEqual(asked(hub), ['300 100', '200 100', '400 100'])
})

test('[Q21] a page of what has not been heard yet waits until it is heard', async () => {
  await using hub = await scriptedHub(ME)
  await using following = follow({ hub: connect({ baseUrl: hub.baseUrl }), rooms: ['session'] })
  const stream = await hub.stream()
  await begin(stream, following)
  const added = entry(LENGTH)
  answerPages(hub, () => ({ entries: [added, ...ALL], seq: 13, unchangedSince: 12 }))
  const known = following.knowQueue(300, 310)
  await until(hub, 1)
  assert.equal(queueOf(following).total, LENGTH)
  say(stream, 12, { type: 'queue.extended', entries: [added], index: 0, orderIndex: null })
  assert.equal(await known, true)
  assert.deepEqual(at(following, 300), ALL[299])
})

test('[Q21] where the queue has changed behind a page it is read again', async () => {
  await using hub = await scriptedHub(ME)
  await using following = follow({ hub: connect({ baseUrl: hub.baseUrl }), rooms: ['session'] })
  const stream = await hub.stream()
  await begin(stream, following)
  const first = Promise.withResolvers<void>()
  let pages = 0
  answerPages(hub, () => {
    pages += 1
    if (pages === 1) {
      first.resolve()
      return { entries: ALL, seq: 9, unchangedSince: 9 }
    }
    return { entries: ALL.slice(1), seq: 11, unchangedSince: 11 }
  })
  const id = (ALL[0] as Entry).entryId
  say(stream, 11, { type: 'queue.entries-removed', entryIds: [id], places: [0] })
  await heard(following, 11)
  assert.equal(await following.knowQueue(300, 310), true)
  await first.promise
  assert.equal(pages, 2)
  assert.deepEqual(at(following, 300), ALL[301])
})

for (const { of, page } of [
  { of: 'another log', page: { entries: ALL, epoch: 'otherlog1' } },
  { of: 'a queue of another length', page: { entries: ALL.slice(1) } },
]) {
  test(`[Q21] a page of ${of} is asked for again a few times, with pauses, and then no more`, async () => {
    await using hub = await scriptedHub(ME)
    const { clock, pauses, advance } = pausing()
    await using following = follow({ hub: connect({ baseUrl: hub.baseUrl, clock }), rooms: ['session'] })
    const stream = await hub.stream()
    await begin(stream, following)
    answerPages(hub, () => ({ ...page, seq: 10, unchangedSince: 10 }))
    const known = following.knowQueue(300, 310)
    for (let pages = 1; pages <= 4; pages++) {
      await until(hub, pages)
      await pauses(pages)
      assert.equal(asked(hub).length, pages)
      await advance(1_000)
    }
    assert.equal(await known, false)
    assert.equal(asked(hub).length, 4)
    assert.equal(at(following, 300), null)
  })
}

test('[Q21] a page of another log fits once the stream has begun anew', async () => {
  await using hub = await scriptedHub(ME)
  const { clock, pauses, advance } = pausing()
  await using following = follow({ hub: connect({ baseUrl: hub.baseUrl, clock }), rooms: ['session'] })
  const stream = await hub.stream()
  await begin(stream, following)
  let epoch = 'otherlog1'
  answerPages(hub, () => ({ entries: ALL, seq: 10, unchangedSince: 10, epoch }))
  const known = following.knowQueue(300, 310)
  await until(hub, 1)
  await pauses(1)
  epoch = LOG
  await advance(1_000)
  assert.equal(await known, true)
  assert.equal(asked(hub).length, 2)
})

test('[Q21] a hub that cannot be reached leaves it unknown', async () => {
  await using hub = await scriptedHub(ME)
  await using following = follow({ hub: connect({ baseUrl: hub.baseUrl }), rooms: ['session'] })
  const stream = await hub.stream()
  await begin(stream, following)
  hub.answer(() => ({ status: 404, body: { error: { code: 'session.not-found', message: '' } } }))
  assert.equal(await following.knowQueue(300, 310), false)
  assert.equal(at(following, 300), null)
})

/** Time that stands still until it is moved; `pauses` waits until somebody has begun that many pauses of a second. */
function pausing() {
  const fake = new FakeClock()
  let begun = 0
  const clock: Clock = {
    ...fake,
    after(ms, call) {
      if (ms === 1_000) begun += 1
      return fake.after(ms, call)
    },
  }
  const pauses = async (count: number) => {
    while (begun < count) await new Promise((resolve) => setImmediate(resolve))
  }
  return { clock, pauses, advance: (ms: number) => fake.advance(ms) }
}

async function begin(stream: ScriptedStream, following: Following): Promise<void> {
  const view = { ...householdWith('kitchen').session.view, revision: 10 }
  const queue = knownQueue(LENGTH, [{ from: 0, entries: ALL.slice(0, 200) }])
  const stamp = { epoch: LOG, seq: 10, serverTime: 1_700_000_000_000 }
  stream.say('snapshot', `${LOG}-10`, snapshotDocument([{ family: 'session', session: view, queue }], stamp))
  await heard(following, 10)
}

function say(stream: ScriptedStream, seq: number, event: QueueEvent): void {
  const at = 1_700_000_000_000 + seq
  const stamp = { room: `session:${SESSION}`, revision: seq, seq, epoch: LOG, at, commandId: null }
  stream.say('queue_update', `${LOG}-${seq}`, toRest({ ...event, ...stamp }) as object)
}

/** The hub as it answers for a queue of these entries. */
function answerPages(
  hub: ScriptedHub,
  now: () => {
    readonly entries: readonly Entry[]
    readonly seq: number
    readonly unchangedSince: number
    readonly epoch?: string
  },
): void {
  hub.answer(({ query }) => {
    const { entries, ...numbers } = now()
    const [from, limit] = [Number(query.get('from')), Number(query.get('limit'))]
    const page = { total: entries.length, from, entries: entries.slice(from, from + limit) }
    return { status: 200, body: toRest({ ...page, revision: 10, epoch: LOG, ...numbers }) }
  })
}

function asked(hub: ScriptedHub): readonly string[] {
  const pages = hub.requests.filter(({ path }) => path.endsWith('/queue'))
  return pages.map(({ query }) => `${query.get('from')} ${query.get('limit')}`)
}

async function until(hub: ScriptedHub, requests: number): Promise<void> {
  while (asked(hub).length < requests) await new Promise((resolve) => setImmediate(resolve))
}

async function heard({ state }: Following, seq: number): Promise<void> {
  if (state.get().seq >= seq) return
  await new Promise<void>((resolve) => {
    const leave = state.subscribe((next) => {
      if (next.seq < seq) return
      leave()
      resolve()
    })
  })
}

function queueOf({ state }: Following) {
  const { queue } = state.get()
  assert.ok(queue)
  return queue
}

function at(following: Following, place: number): Entry | null {
  for (const { from, entries } of stretchesOf(queueOf(following))) {
    if (place >= from && place < from + entries.length) return entries[place - from] ?? null
  }
  return null
}
