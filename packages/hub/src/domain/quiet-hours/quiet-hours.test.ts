import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Device } from '@baton/hub/domain'
import { LIFTED_FOR_MS, type Quiet, type QuietSpan, type SessionView } from '@baton/protocol'
import {
  type Attempt,
  after,
  appears,
  attempt,
  autoFailover,
  by,
  choose,
  type DeviceName,
  deviceId,
  deviceNamed,
  enqueue,
  fallsQuiet,
  type Given,
  given,
  type Household,
  householdWith,
  liftQuietHours,
  offeredToStudy,
  pass,
  play,
  playingIn,
  queueOfThree,
  reports,
  SESSION,
  START,
  say,
  setDevice,
  setQuietHours,
  setVolume,
  until,
} from '../../../../testing/src/domain/index.ts'

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]
/** It is 22:13:20 in this zone when everything begins. */
const BEGINS = START + 1_000_000
const ENDS = BEGINS + 8.5 * 3_600_000
const MINUTES = 60_000
const SILENCE = [night(0)]
const SOFT = [night(20)]

describe('a ceiling at certain hours', () => {
  test('[QH4] what is louder goes down when the hours begin, on the device that plays and on no other', () => {
    playingIn('kitchen')
      .and(setVolume({ volume: 80 }), setVolume({ volume: 90, deviceId: deviceId('study') }))
      .and(setQuietHours(SOFT))
      .when(until(BEGINS - 1))
      .leaves({ volumes: volumes({ kitchen: 80, study: 90 }) })
      .and(after(1))
      .when(after(0))
      .leaves({ playState: 'playing', volumes: volumes({ kitchen: 20, study: 90 }) })
      .and(setVolume({ volume: 100 }), setVolume({ volume: 55, deviceId: deviceId('study') }))
      .when(after(0))
      .leaves({ volumes: volumes({ kitchen: 20, study: 20 }) })
  })

  test('[QH4] a device that is offered the music is set before it can be heard', () => {
    quiet('study', SOFT, playingIn('kitchen'))
      .when(choose('study'))
      .happens('session.handover-offered', 'session.volume-changed')
      .leaves({ volumes: volumes({ study: 20 }) })
  })

  test('[QH4] however fast somebody drags, the last value that is allowed stays', () => {
    const drag = [30, 45, 60, 75, 90].map((volume) => setVolume({ volume }))
    playingIn('kitchen')
      .and(setQuietHours(SOFT), until(BEGINS - 2), ...drag.slice(0, 2), until(BEGINS), ...drag.slice(2))
      .when(setVolume({ volume: 95 }))
      .changesNothing()
      .leaves({ volumes: volumes({ kitchen: 20 }) })
  })

  test('[QH7] when they are over nothing gets louder, and it may be turned up again', () => {
    inTheNight('kitchen', SOFT)
      .and(until(ENDS))
      .when(after(0))
      .leaves({ volumes: volumes({ kitchen: 20 }) })
      .and(setVolume({ volume: 90 }))
      .when(after(0))
      .leaves({ volumes: volumes({ kitchen: 90 }) })
  })

  test('[QH13] the lowest holds of the user’s limit, the device’s and its quiet hours', () => {
    const limit = (maxVolume: number) => say({ type: 'session.limit-volume', sessionId: SESSION, maxVolume })
    playingIn('kitchen')
      .when(setDevice('kitchen', { maxVolume: 60 }))
      .happens('device.changed', 'session.volume-changed')
      .leaves({ volumes: volumes({ kitchen: 60 }) })
      .and(limit(40), setVolume({ volume: 100 }))
      .when(after(0))
      .leaves({ volumes: volumes({ kitchen: 40 }) })
      .and(setQuietHours(SOFT), until(BEGINS))
      .when(setVolume({ volume: 100 }))
      .leaves({ volumes: volumes({ kitchen: 20 }) })
      .and(setDevice('kitchen', { maxVolume: null }))
      .when(setVolume({ volume: 100, deviceId: deviceId('study') }))
      .leaves({ volumes: volumes({ kitchen: 20, study: 20 }) })
  })

  test('[QH13] a device that does not play goes down at once too, where it is held to a volume always', () => {
    playingIn('kitchen')
      .and(setVolume({ volume: 90, deviceId: deviceId('study') }))
      .when(setDevice('study', { maxVolume: 30 }))
      .leaves({ volumes: volumes({ study: 30 }) })
  })
})

describe('silence at certain hours', () => {
  test('[QH5] what plays there pauses, and keeps its volume and its place', () => {
    const begun = playingIn('kitchen').and(setVolume({ volume: 80 }), setQuietHours(SILENCE))
    const { household } = begun.and(until(BEGINS - 1)).when(after(1))
    const paused = household.events.findLast(({ type }) => type === 'session.paused')
    assert.equal(paused?.type === 'session.paused' && paused.reason, 'quiet-hours')
    assert.equal(household.session.view.playState, 'paused')
    assert.equal(household.session.view.activeDeviceId, deviceId('kitchen'))
    assert.deepEqual(household.session.view.volumes, volumes({ kitchen: 80 }))
    assert.equal(household.session.view.failover ?? null, null)
    const record = household.history.at(-1)
    assert.deepEqual([record?.happening, record?.trackTitle], ['quieted', 'Track 1'])
  })

  test('[QH5] an offer is cancelled when the hours begin, and the music goes on where it is', () => {
    const offered = offeredToStudy().household
    const spans = [{ ...night(0), from: '22:13' }]
    given(offered)
      .when(setDevice('study', { quietHours: spans, zone: 'UTC' }))
      .leaves({ offer: null, playState: 'playing', device: 'kitchen' })
      .and(choose('attic'))
      .when(reports('attic', 'ready'))
      .leaves({ device: 'attic', playState: 'playing' })
  })

  test('[QH5] the device that the music moves to pauses in the midst of it', () => {
    offeredToStudy()
      .and(reports('study', 'ready'))
      .when(setDevice('study', { quietHours: [{ ...night(0), from: '22:13' }], zone: 'UTC' }))
      .leaves({ playState: 'paused', handOver: null, device: 'study' })
  })

  test('[QH6] to play there is refused, with those that could play instead', () => {
    inTheNight('kitchen')
      .when(play())
      .isRefused('device.quiet', {
        deviceId: deviceId('kitchen'),
        deviceName: 'kitchen',
        until: ENDS,
        candidates: (['study', 'attic', 'laptop', 'radio'] as const).map((name) => ({
          deviceId: deviceId(name),
          deviceName: name,
        })),
      })
  })

  test('[QH6] so is moving the music there, also while it plays elsewhere', () => {
    quiet('study', SILENCE, playingIn('kitchen')).when(choose('study')).isRefused('device.quiet')
    quiet('study', SILENCE, queueOfThree()).when(choose('study')).isRefused('device.quiet')
    quiet('study', SILENCE, queueOfThree()).when(choose('study', true)).isRefused('device.quiet')
  })

  test('[QH6] a device that was offered the music before the hours began does not take it', () => {
    const { household } = offeredToStudy()
    const late: Household = { ...household, devices: household.devices.map(silencedFrom(household.now)) }
    given(late).when(reports('study', 'ready')).isRefused('device.quiet')
  })

  test('[QH6] where nothing was chosen yet the caller is refused, and another that played last is taken', () => {
    const alone = quiet('kitchen', SILENCE, given(householdWith('kitchen'), enqueue([1])))
    alone.when(by('kitchen', play())).isRefused('device.quiet', {
      deviceId: deviceId('kitchen'),
      deviceName: 'kitchen',
      until: ENDS,
      candidates: [],
    })
  })

  test('[QH6] music never moves by itself to a device that is quiet', () => {
    quiet('attic', SILENCE, playingIn('kitchen'))
      .and(autoFailover(true), fallsQuiet('kitchen'))
      .when(after(76_000))
      .leaves({ device: 'study', playState: 'playing' })
  })

  test('[QH7] when they are over nothing begins by itself, and it may be played again', () => {
    inTheNight('kitchen')
      .and(until(ENDS))
      .when(after(60 * MINUTES))
      .leaves({ playState: 'paused' })
      .and(play())
      .when(after(0))
      .leaves({ playState: 'playing', device: 'kitchen' })
  })
})

describe('whoever lifts them', () => {
  test('[QH8] for an hour it may be played, and then it pauses again', () => {
    const lifted = inTheNight('kitchen').and(after(5 * MINUTES), liftQuietHours('kitchen'))
    assert.deepEqual(quietOf(lifted.household), {
      ...held,
      holds: false,
      liftedUntil: lifted.household.now + LIFTED_FOR_MS,
    })
    lifted
      .when(after(0))
      .leaves({ playState: 'paused' })
      .and(play(), after(LIFTED_FOR_MS - 1))
      .when(after(0))
      .leaves({ playState: 'playing' })
      .and(after(1))
      .when(after(0))
      .leaves({ playState: 'paused' })
  })

  test('[QH8] once more and the hour begins anew; taken back they hold at once', () => {
    const { household } = inTheNight('kitchen').and(
      liftQuietHours('kitchen'),
      play(),
      after(30 * MINUTES),
      liftQuietHours('kitchen'),
      after(50 * MINUTES),
    )
    assert.equal(household.session.view.playState, 'playing')
    given(household)
      .when(liftQuietHours('kitchen', false))
      .happens('device.changed', 'session.paused')
      .leaves({ playState: 'paused' })
  })

  test('[QH8] what does not hold is not lifted, and what is not lifted is not taken back', () => {
    playingIn('kitchen').and(setQuietHours(SILENCE)).when(liftQuietHours('kitchen')).changesNothing()
    inTheNight('kitchen').when(liftQuietHours('kitchen', false)).changesNothing()
  })

  test('[QH8] other hours that begin meanwhile hold when the hour is over', () => {
    const spans = [night(0), { ...night(30), from: '22:13', to: '22:30' }]
    const lifted = playingIn('kitchen').and(setQuietHours(spans), after(0), liftQuietHours('kitchen'))
    lifted
      .and(setVolume({ volume: 70 }), until(BEGINS))
      .when(after(0))
      .leaves({ playState: 'playing', volumes: volumes({ kitchen: 70 }) })
      .and(after(LIFTED_FOR_MS))
      .when(after(0))
      .leaves({ playState: 'paused' })
  })
})

describe('whose quiet hours', () => {
  test('[QH3] a device has its own, also none at all, or those of the household', () => {
    const { household } = queueOfThree().and(
      setQuietHours(SILENCE),
      after(0),
      setDevice('kitchen', { quietHours: SOFT }),
      setDevice('study', { quietHours: [] }),
    )
    assert.equal(quietOf(household, 'kitchen')?.maxVolume, 20)
    assert.equal(quietOf(household, 'study'), null)
    assert.deepEqual(quietOf(household, 'frame'), { ...held, holds: false })
    const { household: without } = given(household).when(setDevice('study', { quietHours: null }))
    assert.equal(quietOf(without, 'study')?.maxVolume, 0)
  })

  test('[QH9] what holds and what comes next is told when it changes', () => {
    const { household } = queueOfThree().and(setQuietHours(SOFT), until(BEGINS - 1))
    assert.equal(quietOf(household)?.holds, false)
    const begun = pass(household, 1)
    assert.deepEqual(quietOf(begun), { ...held, maxVolume: 20 })
    assert.equal(begun.events.at(-1)?.type, 'device.changed')
    const over = pass(begun, ENDS - BEGINS)
    assert.deepEqual(quietOf(over), {
      ...held,
      maxVolume: 20,
      from: BEGINS + 24 * 60 * MINUTES,
      until: ENDS + 24 * 60 * MINUTES,
      holds: false,
    })
  })

  test('[QH10] the household’s are set by owners, and a device’s not by whoever may not add devices', () => {
    const set = { type: 'quiet-hours.set', zone: 'UTC', spans: SILENCE } as const
    const { household } = queueOfThree()
    assert.equal(refusal(attempt(household, set, null, { ownsHousehold: false })), 'auth.forbidden')
    const kitchen = { deviceId: deviceId('kitchen') }
    for (const command of [
      { type: 'device.update', ...kitchen, quietHours: [] },
      { type: 'device.update', ...kitchen, maxVolume: null },
      { type: 'device.lift-quiet-hours', ...kitchen, lifted: true },
    ] as const) {
      assert.equal(
        refusal(attempt(household, command, null, { mayAddDevices: false })),
        'device.not-allowed',
        JSON.stringify(command),
      )
    }
  })

  test('[QH12] however many devices there are, the household’s hours are worked out once', (t) => {
    const { household } = queueOfThree().and(setQuietHours(SILENCE))
    const { mock } = t.mock.method(Temporal.PlainDate.prototype, 'toPlainDateTime')
    const keep = say({ type: 'device.keep-quiet-hours' })
    given({ ...household, now: BEGINS, devices: household.devices.slice(0, 1) }).when(keep)
    const forOne = mock.callCount()
    const kept = given({ ...household, now: BEGINS }).and(keep).household
    assert.ok(kept.events.length > household.events.length + 1)
    assert.deepEqual([forOne > 0, mock.callCount()], [true, 2 * forOne])
  })

  test('[QH12] other hours of the household hold at once, and said again they change nothing', () => {
    const now = [{ ...night(0), from: '22:13' }]
    const { household } = playingIn('kitchen').and(setQuietHours(now)).when(after(0))
    assert.equal(household.session.view.playState, 'paused')
    given(household).when(setQuietHours(now)).changesNothing()
    const lifted = given(household).and(setQuietHours([]), after(0))
    assert.equal(quietOf(lifted.household), null)
  })

  test('[QH14] a device that comes back keeps them, and what began meanwhile holds', () => {
    const { household } = playingIn('kitchen').and(
      setDevice('kitchen', { quietHours: SILENCE, zone: 'UTC', maxVolume: 50 }),
    )
    const late = { ...household, now: BEGINS + 1 }
    const register = { type: 'device.register', deviceId: deviceId('kitchen'), name: 'Kitchen' } as const
    const back = attempt(late, register).household
    assert.equal(deviceNamed(back, 'kitchen').view.maxVolume, 50)
    assert.deepEqual(quietOf(back), held)
    assert.equal(back.session.view.playState, 'paused')
  })

  test('[QH6] coming back starts nothing', () => {
    inTheNight('kitchen').and(fallsQuiet('kitchen'), after(80_000)).when(appears('kitchen')).leaves({
      playState: 'paused',
    })
  })
})

/** What holds on the kitchen in the night of the tests. */
const held: Quiet = { from: BEGINS, until: ENDS, maxVolume: 0, holds: true, liftedUntil: null }

function night(maxVolume: number): QuietSpan {
  return { days: EVERY_DAY, from: '22:30', to: '07:00', maxVolume }
}

/** The kitchen has played since before the night, and it is the night's first instant. */
function inTheNight(name: DeviceName, spans: readonly QuietSpan[] = SILENCE): Given {
  return playingIn(name).and(setDevice(name, { quietHours: spans, zone: 'UTC' }), until(BEGINS))
}

/** These hours hold on this device now, and on no other. */
function quiet(name: DeviceName, spans: readonly QuietSpan[], before: Given): Given {
  const now = spans.map((span) => ({ ...span, from: '22:13' }))
  return before.and(setDevice(name, { quietHours: now, zone: 'UTC' }))
}

/** Hours of which nobody has told the session yet. */
function silencedFrom(from: number) {
  return (device: Device): Device => {
    const silence = { from, until: from + 1_000, maxVolume: 0, holds: false, liftedUntil: null }
    return { ...device, view: { ...device.view, quiet: silence } }
  }
}

function volumes(given: Partial<Record<DeviceName, number>>): SessionView['volumes'] {
  return Object.fromEntries(
    Object.entries(given).map(([name, volume]) => [deviceId(name as DeviceName), { volume, muted: false }]),
  )
}

function quietOf(household: Household, name: DeviceName = 'kitchen'): Quiet | null {
  return deviceNamed(household, name).view.quiet ?? null
}

function refusal(attempted: Attempt): string | null {
  return 'rejected' in attempted ? attempted.rejected.code : null
}
