import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { FULL_VOLUME, LIFTED_FOR_MS, type QuietSpan } from '@baton/protocol'
import { seeded } from '@baton/testing/fakes/fixed-seeds'
import fc from 'fast-check'
import {
  type Action,
  actionsOf,
  attempt,
  by,
  ceilingByClock,
  type DeviceName,
  deviceId,
  doAction,
  enqueue,
  given,
  type Household,
  householdWith,
  pass,
  play,
  setQuietHours,
  type Watch,
} from '../../../../testing/src/domain/index.ts'

const NAMES: readonly DeviceName[] = ['kitchen', 'study', 'laptop', 'radio']
const ZONE = 'UTC'
const { household: start } = given(
  householdWith(...NAMES),
  setQuietHours([], ZONE),
  enqueue([1, 2, 3, 4, 5]),
  by('kitchen', play()),
)

/** What is done about quiet hours, beside all that people and devices do anyway. */
type QuietAction =
  | { readonly do: 'set-household'; readonly spans: readonly QuietSpan[] }
  | { readonly do: 'set-device'; readonly who: DeviceName; readonly spans: readonly QuietSpan[] | null }
  | { readonly do: 'hold'; readonly who: DeviceName; readonly maxVolume: number | null }
  | { readonly do: 'lift'; readonly who: DeviceName; readonly lifted: boolean }
  /** The hub was off, or somebody has set its clock: what was due meanwhile is carried out late. */
  | { readonly do: 'skip'; readonly ms: number }
  /** Nothing is left but what was written down. */
  | { readonly do: 'restart' }

describe('quiet hours, whatever anybody does', () => {
  test('[QH4] [QH5] [QH9] [QH13] nobody sounds louder than is allowed, and every device says what holds', () => {
    run(() => {}, holds)
  })

  test('[QH7] [QH8] what begins, ends, is set or lifted starts nothing and makes nothing louder', () => {
    run(startsNothing, () => {})
  })
})

function run(watch: Watch, after: (household: Household) => void): void {
  fc.assert(
    fc.property(anyActions(), (actions) => {
      actions.reduce((household, action) => {
        // Whatever is due by now is carried out before anybody looks.
        const settled = pass(done(household, action, watch), 0, watch)
        after(settled)
        return settled
      }, start)
    }),
    seeded({ numRuns: 150 }),
  )
}

function holds(household: Household): void {
  const { now, devices, session } = household
  const { playState, activeDeviceId, offer, volumes } = session.view
  for (const { view } of devices) {
    const ceiling = ceilingByClock(view.quietHours ?? household.quietHours.spans, ZONE, now)
    const { quiet } = view
    const lifted = quiet?.liftedUntil != null && now < quiet.liftedUntil
    if (lifted) assert.ok((quiet?.liftedUntil ?? 0) <= now + LIFTED_FOR_MS)
    assert.equal(quiet?.holds ?? false, ceiling !== null && !lifted, view.name)
    if (ceiling === null) assert.ok(!quiet || quiet.from > now, view.name)
    else assert.equal(quiet?.maxVolume, ceiling, view.name)
    const inForce = lifted ? null : ceiling
    if (activeDeviceId === view.deviceId && playState === 'playing') assert.notEqual(inForce, 0, view.name)
    if (offer?.toDeviceId === view.deviceId) assert.notEqual(inForce, 0, view.name)
    if (activeDeviceId !== view.deviceId && offer?.toDeviceId !== view.deviceId) continue
    const loudest = Math.min(view.maxVolume ?? 100, inForce || 100)
    assert.ok((volumes[view.deviceId] ?? FULL_VOLUME).volume <= loudest, view.name)
  }
}

const QUIETENING: readonly string[] = [
  'quiet-hours.set',
  'device.update',
  'device.lift-quiet-hours',
  'device.keep-quiet-hours',
]

const startsNothing: Watch = (before, command, { household }) => {
  if (!QUIETENING.includes(command.type)) return
  const [was, is] = [before.session.view, household.session.view]
  if (was.playState !== 'playing') assert.equal(is.playState, was.playState)
  assert.equal(is.activeDeviceId ?? was.activeDeviceId, was.activeDeviceId)
  for (const [id, { volume }] of Object.entries(is.volumes)) {
    const former = was.volumes[id as keyof typeof was.volumes] ?? FULL_VOLUME
    assert.ok(volume <= former.volume)
  }
}

function done(household: Household, action: Action | QuietAction, watch: Watch): Household {
  const tell = (command: Parameters<typeof attempt>[1]) => {
    const attempted = attempt(household, command)
    watch(household, command, attempted)
    return attempted.household
  }
  switch (action.do) {
    case 'set-household':
      return tell({ type: 'quiet-hours.set', spans: action.spans })
    case 'set-device':
      return tell({ type: 'device.update', deviceId: deviceId(action.who), quietHours: action.spans })
    case 'hold':
      return tell({ type: 'device.update', deviceId: deviceId(action.who), maxVolume: action.maxVolume })
    case 'lift':
      return tell({
        type: 'device.lift-quiet-hours',
        deviceId: deviceId(action.who),
        lifted: action.lifted,
      })
    case 'skip':
      return { ...household, now: household.now + action.ms }
    case 'restart': {
      const { session, devices, quietHours } = JSON.parse(JSON.stringify(household))
      const timers = JSON.parse(JSON.stringify([...household.timers]))
      return { ...household, session, devices, quietHours, timers: new Map(timers) }
    }
    default:
      return doAction(household, action, watch)
  }
}

function anyActions(): fc.Arbitrary<readonly (Action | QuietAction)[]> {
  const some = fc.oneof(
    { weight: 3, arbitrary: actionsOf(NAMES, 6) },
    { weight: 2, arbitrary: anyQuietAction().map((action) => [action]) },
  )
  return fc.array(some, { minLength: 3, maxLength: 14 }).map((parts) => parts.flat())
}

function anyQuietAction(): fc.Arbitrary<QuietAction> {
  const who = fc.constantFrom(...NAMES)
  const spans = fc.array(anySpan(), { maxLength: 3 })
  const when = (name: QuietAction['do']) => fc.constant(name)
  return fc.oneof(
    { weight: 3, arbitrary: fc.record({ do: when('set-household'), spans }) },
    { weight: 3, arbitrary: fc.record({ do: when('set-device'), who, spans: fc.option(spans) }) },
    {
      weight: 1,
      arbitrary: fc.record({
        do: when('hold'),
        who,
        maxVolume: fc.option(fc.integer({ min: 1, max: 99 })),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ do: when('lift'), who, lifted: fc.constantFrom(true, true, false) }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        do: when('skip'),
        ms: fc.constantFrom(1, 60_000, 1_800_000, 3_600_000, 21_600_000, 86_400_000, 700_000_000),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: when('restart') }) },
  ) as fc.Arbitrary<QuietAction>
}

/** Near the hour at which it all begins (a Tuesday, 22:13), so that much of it is inside. */
function anySpan(): fc.Arbitrary<QuietSpan> {
  return fc.record({
    days: fc.constantFrom([1, 2, 3, 4, 5, 6, 7], [1, 2, 3, 4, 5, 6, 7], [2], [3, 5]),
    from: fc.constantFrom('21:00', '22:13', '22:14', '22:30', '23:00', '06:00', '00:00'),
    to: fc.constantFrom('22:15', '22:30', '23:30', '02:00', '07:00', '00:00'),
    maxVolume: fc.constantFrom(0, 0, 20, 60),
  })
}
