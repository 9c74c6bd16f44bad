import { describe, test } from 'node:test'
import { seeded } from '@baton/testing/fakes/fixed-seeds'
import fc from 'fast-check'
import {
  actionsOf,
  by,
  type DeviceName,
  doAction,
  enqueue,
  given,
  holds,
  householdWith,
  play,
  type Watch,
} from '../../../testing/src/domain/index.ts'

const NAMES: readonly DeviceName[] = ['kitchen', 'study', 'laptop', 'radio', 'phone']
/** Where most of the rules have something to say: music plays, from a queue of five. */
const { household: start } = given(householdWith(...NAMES), enqueue([1, 2, 3, 4, 5]), by('kitchen', play()))

describe('what always holds, whatever anybody does', () => {
  const rules: readonly [title: string, check: Watch][] = [
    [
      '[S20] the revision moves by one exactly when something happened, and nothing given is changed',
      holds.revisions,
    ],
    ['[S21] folding the events leads to the state, and everything survives the wire', holds.facts],
    ['[S22] the timers that are set are those that the state needs', holds.timers],
    ['[S16] the position stays within the track and is moved only by what may move it', holds.positions],
    ['[S2] what plays has an active device that is known', holds.speaker],
    ['[H17] no offer ends without an event', holds.offers],
    ['[H19] the epoch grows with the right to sound, and never falls', holds.epochs],
    ['[H20] moving the right to sound changes nothing audible', holds.nothingAudible],
    [
      '[S27] [S28] a place is offered only by a session that has grown stale and stands still',
      holds.staleness,
    ],
    ['[Q1] the current entry is the one that stands in the queue', holds.current],
    [
      '[Q10] the order that plays is a permutation, the current entry first when it is made',
      holds.permutation,
    ],
    ['[Q14] what is announced is what comes next', holds.announcement],
    ['[D2] nothing but a command of somebody, or a failover that was asked for, starts sound', holds.silence],
    [
      '[FO5] the music moves by itself only where it is wanted to, and from a silent speaker',
      holds.failovers,
    ],
  ]
  for (const [title, check] of rules) {
    test(title, () => {
      fc.assert(
        fc.property(actionsOf(NAMES, 60), (actions) => {
          actions.reduce((household, action) => doAction(household, action, check), start)
        }),
        seeded({ numRuns: 200 }),
      )
    })
  }
})
