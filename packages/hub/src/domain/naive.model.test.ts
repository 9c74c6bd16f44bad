import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seeded } from '@baton/testing/fakes/fixed-seeds'
import fc from 'fast-check'
import {
  attempt,
  commandOf,
  type Deed,
  type DeviceName,
  deedsOf,
  deviceNamed,
  type House,
  houseWith,
  type Naive,
  naiveModel,
  naiveSay,
  naiveWait,
  observed,
  pass,
  type Words,
} from '../../../testing/src/domain/index.ts'

const NAMES: readonly DeviceName[] = ['kitchen', 'study', 'radio']
const RUNS = 200

test(`[S20] the rules and a naive model look the same from outside`, () => {
  let commands = 0
  fc.assert(
    fc.property(deedsOf(NAMES, 60), (deeds) => {
      const model = naiveModel()
      let house = houseWith(...NAMES)
      for (const deed of deeds) {
        house = bothWait(house, model, deed.do === 'wait' ? Math.min(deed.ms, 5_000) : 1)
        if (deed.do !== 'say' || !isModelled(house, deed.words)) continue
        house = bothSay(house, model, deed)
        commands++
      }
    }),
    seeded({ numRuns: RUNS }),
  )
  assert.ok(commands >= 1_000, `only ${commands} commands were compared`)
})

function bothWait(house: House, model: Naive, ms: number): House {
  const later = pass(house, ms)
  naiveWait(model, ms)
  compare(later, model)
  return later
}

function bothSay(house: House, model: Naive, { who, words }: Extract<Deed, { do: 'say' }>): House {
  const attempted = attempt(house, commandOf(house, who, words), who)
  const accepted = naiveSay(model, who, words, shownPlaces(attempted.house))
  assert.equal('outcome' in attempted, accepted, 'accepted')
  compare(attempted.house, model)
  return attempted.house
}

function shownPlaces({ session }: House): readonly number[] {
  const ids = session.queue?.entries.map((entry) => entry.entryId) ?? []
  return session.queue?.order?.map((id) => ids.indexOf(id)) ?? []
}

/** What the model leaves out: devices that are away, locked or changed, and reports that nobody expects. */
function isModelled(house: House, words: Words): boolean {
  const { offer, handOver } = house.session.view
  switch (words.say) {
    case 'report': {
      if (!words.fitting || words.entry !== null || words.ageMs > 0 || words.event === 'blocked') return false
      if (words.event === 'ready') return offer !== null && words.offer
      if (words.event === 'silenced') return handOver !== null
      return words.event !== 'stalled' || handOver === null
    }
    case 'enqueue':
      return !words.tracks.includes(40)
    case 'volume':
    case 'like':
    case 'appear':
    case 'register':
    case 'remove-device':
    case 'enable':
    case 'disable':
    case 'lock':
    case 'unlock':
      return false
    default:
      return true
  }
}

function compare(house: House, model: Naive): void {
  const { track, positionMs, playState, order, device, shuffle, repeatMode } = observed(house)
  assert.deepEqual(
    { track, positionMs, playState, order, device, shuffle, repeatMode },
    {
      track: model.current?.track ?? null,
      positionMs: model.positionMs,
      playState: model.playState,
      order: model.shown.map((item) => item.track),
      device: model.device,
      shuffle: model.shuffle,
      repeatMode: model.repeat,
    },
  )
  for (const name of NAMES) {
    assert.equal(deviceNamed(house, name).view.capabilities.reports, model.reporting.has(name), name)
  }
}
