import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { SessionCommand } from '@baton/protocol'
import {
  after,
  attempt,
  by,
  deviceId,
  enqueue,
  entryAt,
  given,
  type Household,
  householdWith,
  play,
  SESSION,
  type Step,
  setDevice,
  trackId,
} from '../../../../testing/src/domain/index.ts'

const MINUTE = 60_000

/** The kitchen is a box, and three tracks are in its queue. */
function box(...steps: readonly Step[]): Household {
  const household = householdWith('kitchen')
  const { view } = household.session
  const ofBox = { ...household, session: { ...household.session, view: { ...view, ofBox: true as const } } }
  return given(ofBox, enqueue([1, 2, 3]), ...steps).household
}

function told(household: Household, command: SessionCommand): Household {
  const attempted = attempt(household, command, 'kitchen')
  assert.ok(!('rejected' in attempted), JSON.stringify(attempted))
  return attempted.household
}

function tellPlay(household: Household, at: number, isUnderWay?: boolean): Household {
  const play = { sessionId: SESSION, trackId: trackId(1), entryId: entryAt(household, 0), at }
  return told(household, { type: 'session.tell-play', ...play, ...(isUnderWay && { isUnderWay }) })
}

function standAt(household: Household, playState: 'playing' | 'paused' = 'playing'): Household {
  const entryId = entryAt(household, 1)
  return told(household, {
    type: 'session.stand-at',
    sessionId: SESSION,
    entries: [{ entryId, trackId: trackId(2) }],
    entryId,
    positionMs: 10_000,
    ageMs: 500,
    playState,
    listened: { ms: 10_000, counted: false },
  })
}

describe('what a box tells that was cut off', () => {
  test('[BX23] the play that was under way, which the hub has counted, is ignored; each later one of the same entry is not', () => {
    const counted = box(by('kitchen', play()), after(2 * MINUTE))
    assert.equal(counted.plays.length, 1)
    const { now } = counted
    const again = tellPlay(counted, now, true)
    assert.equal(again.plays.length, 1)
    const repeated = tellPlay(tellPlay(again, now + 4 * MINUTE), now + 8 * MINUTE)
    assert.deepEqual(
      repeated.plays.slice(1).map(({ at }) => at),
      [now + 4 * MINUTE, now + 8 * MINUTE],
    )
  })

  test('[BX23] the play that was under way counts once where the hub has not counted it', () => {
    const begun = box(by('kitchen', play()), after(MINUTE))
    const once = tellPlay(begun, begun.now, true)
    assert.deepEqual(
      [begun.plays.length, once.plays.length, once.session.view.listened.counted],
      [0, 1, true],
    )
    assert.equal(tellPlay(once, begun.now + MINUTE, true).plays.length, 1)
  })

  test('[BX24] the session stands where the box plays', () => {
    const { view } = standAt(box()).session
    assert.deepEqual(
      [view.current?.trackId, view.playState, view.activeDeviceId, view.timeline.positionMs],
      [trackId(2), 'playing', deviceId('kitchen'), 10_500],
    )
  })

  test('[BX29] a box that was switched off or silenced meanwhile stands there paused, without the right to sound', () => {
    const off = box(by('kitchen', play()), setDevice('kitchen', { enabled: false }))
    const spans = [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '00:00', maxVolume: 0 }] as const
    const silenced = box(
      setDevice('kitchen', {
        quietHours: spans.map((span) => ({ ...span, days: [...span.days] })),
        zone: 'UTC',
      }),
    )
    for (const household of [off, silenced]) {
      const { view } = standAt(household).session
      assert.deepEqual(
        [view.current?.trackId, view.playState, view.activeDeviceId, view.timeline.positionMs],
        [trackId(2), 'paused', null, 10_500],
      )
      assert.equal(standAt(household, 'paused').session.view.activeDeviceId, null)
    }
  })
})

test('[BX12] a like is never one of a box, whoever asks for it in its session', () => {
  const like = { type: 'session.like', sessionId: SESSION, trackId: trackId(1), liked: true } as const
  for (const who of ['kitchen', null] as const) {
    const attempted = attempt(box(), like, who)
    assert.equal('rejected' in attempted && attempted.rejected.code, 'auth.forbidden')
  }
  assert.ok(!('rejected' in attempt(householdWith('kitchen'), like)))
})
