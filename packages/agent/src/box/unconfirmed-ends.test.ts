import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type FollowedChange, NOTHING_KNOWN, type Report } from '@baton/client'
import { knownEntry, knownSession } from '@baton/testing/fakes/known-session'
import { unconfirmedEnds } from './unconfirmed-ends.ts'

test('[BX22] an end counts until the hub shows that it has taken it up', () => {
  const ends = unconfirmedEnds()
  ends.told(says('progress', 1), 0)
  ends.told(says('ended', 1, 2), 1_000)
  ends.told(says('progress', 2), 2_000)
  ends.told(says('progress', 2), 3_000)
  ends.told(says('ended', 2, 3), 4_000)
  ends.heard(nothingNew(1))
  ends.heard(movedOn(2))
  assert.deepEqual(ends.taken(5_000), [{ report: says('ended', 2, 3), at: 4_000 }])
  assert.deepEqual(ends.taken(5_000), [], 'each is taken once')
})

test('[BX22] of places between two ends only the newest counts, and none before the first', () => {
  const ends = unconfirmedEnds()
  for (const [nth, report] of [
    says('progress', 1),
    says('ended', 1, 2),
    says('sounding', 2),
    says('progress', 2),
  ].entries())
    ends.told(report, nth)
  assert.deepEqual(
    ends.taken(10).map(({ report: { event, entryId } }) => [event, entryId]),
    [
      ['ended', knownEntry(1).entryId],
      ['progress', knownEntry(2).entryId],
    ],
  )
})

test('[BX22] an entry that is repeated has ended as often as the hub did not say so', () => {
  const ends = unconfirmedEnds()
  ends.told(says('ended', 1, 1), 0)
  ends.told(says('ended', 1, 1), 1_000)
  ends.heard(nothingNew(1))
  ends.heard(movedOn(1))
  assert.equal(ends.taken(2_000).length, 1)
})

test('[BX22] what the hub went on from otherwise, or has not taken up for a minute, counts no longer', () => {
  const ends = unconfirmedEnds()
  ends.told(says('ended', 1, 2), 0)
  ends.heard(movedOn(7))
  assert.deepEqual(ends.taken(1_000), [])
  ends.told(says('ended', 1, 2), 0)
  assert.equal(ends.taken(59_999).length, 1)
  ends.told(says('ended', 1, 2), 0)
  assert.deepEqual(ends.taken(60_000), [])
})

function says(event: 'ended' | 'progress' | 'sounding', n: number, next?: number): Report {
  const { entryId } = knownEntry(n)
  return {
    event,
    entryId,
    positionMs: 1,
    ...(next !== undefined && { nextEntryId: knownEntry(next).entryId }),
  } as Report
}

function at(n: number) {
  return { ...NOTHING_KNOWN, session: knownSession({ current: knownEntry(n) }) }
}

function nothingNew(n: number): FollowedChange {
  return { cause: 'connection', state: at(n) }
}

function movedOn(n: number): FollowedChange {
  const event = { type: 'session.moved-on', change: {}, cause: 'ended' } as const
  return { cause: 'event', state: at(n), event, commandId: null }
}
