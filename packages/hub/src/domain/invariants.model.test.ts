import { describe, test } from 'node:test'
import fc from 'fast-check'
import {
  attempt,
  by,
  commandOf,
  type Deed,
  type DeviceName,
  deedsOf,
  deviceId,
  enqueue,
  given,
  type House,
  holds,
  houseWith,
  pass,
  play,
  type Watch,
} from '../../../testing/src/domain/index.ts'

const NAMES: readonly DeviceName[] = ['kitchen', 'study', 'laptop', 'radio', 'phone']
/** Where most of the rules have something to say: music plays, from a queue of five. */
const { house: start } = given(houseWith(...NAMES), enqueue([1, 2, 3, 4, 5]), by('kitchen', play()))

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
    ['[D2] nothing but a command of somebody starts sound', holds.silence],
  ]
  for (const [title, check] of rules) {
    test(title, () => {
      fc.assert(
        fc.property(deedsOf(NAMES, 60), (deeds) => {
          deeds.reduce((house, deed) => done(house, deed, check), start)
        }),
        { numRuns: 200 },
      )
    })
  }
})

function done(house: House, deed: Deed, watch: Watch): House {
  if (deed.do === 'wait') return pass(house, deed.ms, watch)
  if (deed.do === 'leave-alone') {
    const all = new Set(house.devices.map(({ view }) => view.deviceId))
    return { ...pass({ ...house, quiet: all }, 25 * 60 * 60 * 1_000, watch), quiet: house.quiet }
  }
  if (deed.do === 'say') {
    const known = house.devices.some(({ view }) => view.deviceId === deviceId(deed.who))
    const command = commandOf(house, deed.who, deed.words)
    const attempted = attempt(house, command, known ? deed.who : null)
    watch(house, command, attempted)
    return attempted.house
  }
  const quiet = new Set(house.quiet)
  if (deed.do === 'go-quiet') quiet.add(deviceId(deed.who))
  else quiet.delete(deviceId(deed.who))
  return { ...house, quiet }
}
