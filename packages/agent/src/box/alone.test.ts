import assert from 'node:assert/strict'
import { test } from 'node:test'
import { positionNow } from '@baton/client'
import { countsAfterMs, type Entry, type Shelf, type TagId, type TrackId } from '@baton/protocol'
import { seeded } from '@baton/testing/fakes/fixed-seeds'
import { BOX_DEVICE, knownEntry, knownSession } from '@baton/testing/fakes/known-session'
import fc from 'fast-check'
import {
  type Alone,
  announcedBy,
  awoken,
  cutOff,
  ended,
  type Facts,
  failed,
  heardAt,
  next,
  paused,
  played,
  previous,
  sought,
  started,
  stopped,
  volumeSet,
} from './alone.ts'
import { tagged } from './tag-alone.ts'

const KEPT = new Set(['track 1', 'track 3', 'track 4'])
const ENTRIES = [1, 2, 3, 4].map((n) => knownEntry(n))

test('[BX22] what sounded goes on, and the hub is to be told; what was silent stays so', () => {
  const sounding = cutOff(knownSession({ playState: 'playing', current: ENTRIES[0] ?? null }), ENTRIES, at(0))
  assert.deepEqual([sounding.view.playState, sounding.changes], ['playing', 1])
  const elsewhere = knownSession({ playState: 'playing', current: ENTRIES[0] ?? null, activeDeviceId: null })
  assert.equal(cutOff(elsewhere, ENTRIES, at(0)).changes, 0)
  const woken = awoken(
    knownSession({ playState: 'playing', current: ENTRIES[0] ?? null }),
    ENTRIES,
    at(9_000),
  )
  assert.deepEqual([woken.view.playState, woken.view.timeline.rate, woken.changes], ['paused', 0, 0])
})

test('[BX22] what is not kept is passed over, and at the end it is silent', () => {
  let alone = begun(ENTRIES)
  assert.equal(alone.view.current?.title, '1')
  assert.equal(announcedBy(alone, at(0))?.title, '3')
  alone = ended(alone, null, at(100_000))
  assert.deepEqual([alone.view.current?.title, alone.view.playState], ['3', 'playing'])
  alone = previous(next(alone, at(101_000)), at(102_000))
  assert.equal(alone.view.current?.title, '3')
  const begunAnew = previous(alone, at(105_001))
  assert.deepEqual([begunAnew.view.current?.title, begunAnew.view.timeline.positionMs], ['3', 0])
  assert.equal(previous(alone, at(105_000)).view.current?.title, '1')
  alone = failed(alone, at(103_000))
  assert.equal(alone.view.current?.title, '4')
  alone = ended(alone, null, at(203_000))
  assert.deepEqual([alone.view.current?.title, alone.view.playState], ['4', 'stopped'])
  assert.equal(started(alone, [knownEntry(2)], null, at(0)), null)
})

test('[BX22] a volume stays within what the owner allows', () => {
  const loud = volumeSet({ ...begun(ENTRIES), view: knownSession({ maxVolume: 40 }) }, { volume: 90 }, at(0))
  assert.deepEqual(loud.view.volumes[BOX_DEVICE], { volume: 40, muted: false })
})

test('[BX23] a play counts once it was heard for half of the track, and once only', () => {
  let alone = heardAt(begun(ENTRIES), 0, 1, at(0))
  alone = heardAt(alone, 49_000, 1, at(49_000))
  assert.deepEqual(alone.plays, [])
  alone = heardAt(sought(alone, 0, at(49_500)), 0, 1, at(49_500))
  alone = heardAt(alone, 5_000, 1, at(54_500))
  assert.deepEqual(
    alone.plays.map(({ entryId }) => entryId),
    [ENTRIES[0]?.entryId],
  )
  alone = next(paused(heardAt(alone, 99_000, 1, at(148_500)), at(148_600)), at(148_700))
  assert.equal(alone.plays.length, 1)
  assert.deepEqual(alone.view.listened, { ms: 0, counted: false })
})

test('[BX23] of an entry that plays again only the play that was under way at the cut may have been seen', () => {
  const known = knownSession({ playState: 'playing', current: knownEntry(1), repeatMode: 'one' })
  let alone = heardAt(cutOff(known, ENTRIES, at(0)), 0, 1, at(0))
  alone = ended(alone, null, at(100_000))
  alone = ended(alone, null, at(200_000))
  const { trackId, entryId } = knownEntry(1)
  assert.deepEqual(alone.plays, [
    { trackId, entryId, isUnderWay: true },
    { trackId, entryId },
  ])
})

test('[BX22] a tag does what its policy says', () => {
  const tag = (policy: Shelf['tags'][number]['policy'], tagId: string, n: number) => ({
    tagId: tagId as TagId,
    target: { trackId: `track ${n}` as TrackId },
    policy,
    tracks: [knownEntry(n)],
  })
  const idle = cutOff(knownSession({}), [], at(0))
  const does = (alone: Alone, one: Shelf['tags'][number]) => {
    const after = tagged(alone, one, at(5_000))
    return after && [after.view.current?.title, after.view.playState, after.view.timeline.positionMs]
  }
  const first = tagged(idle, tag('play', 'aa', 1), at(0))
  assert.ok(first)
  assert.deepEqual(does(first, tag('play', 'aa', 1)), ['1', 'playing', 0], 'goes on')
  assert.deepEqual(does(first, tag('toggle', 'aa', 1)), ['1', 'paused', 5_000])
  assert.deepEqual(does(paused(first, at(1_000)), tag('toggle', 'aa', 1)), ['1', 'playing', 1_000])
  assert.deepEqual(does(first, tag('restart', 'aa', 1)), ['1', 'playing', 0])
  assert.notEqual(tagged(first, tag('restart', 'aa', 1), at(5_000))?.changes, first.changes)
  assert.deepEqual(does(first, tag('play', 'bb', 3)), ['3', 'playing', 0])
  assert.deepEqual(does(paused(first, at(1_000)), tag('move-here', 'bb', 3)), ['1', 'playing', 1_000])
  assert.equal(does(first, tag('play', 'cc', 2)), null, 'nothing of it is kept')
})

type Step = readonly [name: keyof typeof STEPS, afterMs: number]
const STEPS = {
  play: played,
  pause: paused,
  stop: stopped,
  next,
  previous,
  failed,
  seek: (alone: Alone, facts: Facts) => sought(alone, 30_000, facts),
  progress: (alone: Alone, facts: Facts) => heardAt(alone, place(alone, facts.now), 1, facts),
  ended: (alone: Alone, facts: Facts) => ended(alone, null, facts),
  again: (alone: Alone, facts: Facts) => started(alone, ENTRIES, null, facts) ?? alone,
}

test('[BX22] [BX23] whatever is done: it sounds only what is kept, its place is in the track, each play was heard', () => {
  const steps = fc.array(
    fc.tuple(fc.constantFrom(...(Object.keys(STEPS) as (keyof typeof STEPS)[])), fc.nat({ max: 70_000 })),
    { maxLength: 40 },
  )
  fc.assert(
    fc.property(steps, (all: readonly Step[]) => {
      let alone = begun(ENTRIES)
      let now = 0
      let heardMs = 0
      for (const [name, afterMs] of all) {
        now += afterMs
        if (alone.view.timeline.rate === 1)
          heardMs += place(alone, now) - place(alone, alone.view.timeline.at)
        const before = alone.changes
        alone = STEPS[name](alone, at(now))
        const { view } = alone
        assert.ok(alone.changes >= before)
        assert.equal(view.timeline.rate === 1 && view.playState !== 'playing', false)
        assert.ok(view.playState !== 'playing' || KEPT.has(view.current?.trackId ?? ''))
        const position = place(alone, now)
        assert.ok(position >= 0 && position <= 100_000)
      }
      assert.ok(alone.plays.length * countsAfterMs(100_000) <= heardMs)
    }),
    seeded({ numRuns: 200 }),
  )
})

function begun(entries: readonly Entry[]): Alone {
  const idle = cutOff(knownSession({}), [], at(0))
  const alone = started(idle, entries, null, at(0))
  assert.ok(alone)
  return alone
}

function place({ view }: Alone, now: number): number {
  return positionNow(view, now)
}

function at(now: number): Facts {
  return { now, deviceId: BOX_DEVICE, loudest: 100, isKept: (trackId) => KEPT.has(trackId) }
}
