import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seeded } from '@baton/testing/fakes/fixed-seeds'
import fc from 'fast-check'
import {
  type Action,
  actionsOf,
  attempt,
  commandOf,
  type DeviceName,
  deviceNamed,
  type Household,
  householdWith,
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
    fc.property(actionsOf(NAMES, 60), (actions) => {
      const model = naiveModel()
      let household = householdWith(...NAMES)
      for (const action of actions) {
        household = bothWait(household, model, action.do === 'wait' ? Math.min(action.ms, 5_000) : 1)
        if (action.do !== 'say' || !isModelled(household, action.words)) continue
        household = bothSay(household, model, action)
        commands++
      }
    }),
    seeded({ numRuns: RUNS }),
  )
  assert.ok(commands >= 1_000, `only ${commands} commands were compared`)
})

function bothWait(household: Household, model: Naive, ms: number): Household {
  const later = pass(household, ms)
  naiveWait(model, ms)
  compare(later, model)
  return later
}

function bothSay(
  household: Household,
  model: Naive,
  { who, words }: Extract<Action, { do: 'say' }>,
): Household {
  const attempted = attempt(household, commandOf(household, who, words), who)
  const accepted = naiveSay(model, who, words, shownPlaces(attempted.household))
  assert.equal('outcome' in attempted, accepted, 'accepted')
  compare(attempted.household, model)
  return attempted.household
}

function shownPlaces({ session }: Household): readonly number[] {
  const ids = session.queue?.entries.map((entry) => entry.entryId) ?? []
  return session.queue?.order?.map((id) => ids.indexOf(id)) ?? []
}

/** What the model leaves out: devices that are away, locked or changed, and reports that nobody expects. */
function isModelled(household: Household, words: Words): boolean {
  const { offer, handOver } = household.session.view
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
    case 'auto-failover':
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

function compare(household: Household, model: Naive): void {
  const { track, positionMs, playState, order, device, shuffle, repeatMode } = observed(household)
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
    assert.equal(deviceNamed(household, name).view.capabilities.reports, model.reporting.has(name), name)
  }
}
