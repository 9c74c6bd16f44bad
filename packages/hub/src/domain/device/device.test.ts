import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { DeviceCommand, DeviceId } from '@baton/protocol'
import {
  after,
  appears,
  by,
  choose,
  DEVICES,
  deviceId,
  deviceNamed,
  fallsQuiet,
  given,
  type Household,
  householdWith,
  isHeardAgain,
  observed,
  playingIn,
  queueOfThree,
  removeDevice,
  reports,
  SESSION,
  START,
  type Step,
  say,
  setDevice,
  setVolume,
  USER,
} from '../../../../testing/src/domain/index.ts'
import { CONTACT_WRITE_EVERY_MS, PRESENT_FOR_MS } from './presence-times.ts'

type Introduction = Partial<Extract<DeviceCommand, { type: 'device.register' }>>

describe('devices and their presence', () => {
  test('[D1] a device introduces itself and is known from then on', () => {
    const { household } = given(householdWith())
      .when(registers({ deviceId: deviceId('kitchen'), name: 'Kitchen', kind: 'agent', platform: 'linux' }))
      .happens('device.registered')
    const { view } = deviceNamed(household, 'kitchen')
    assert.equal(view.ownerId, USER)
    assert.deepEqual([view.name, view.kind, view.platform], ['Kitchen', 'agent', 'linux'])
    assert.deepEqual([view.enabled, view.online, view.lastSeen, view.revision], [true, true, START, 1])
  })

  test('[D1] without an id it is given one', () => {
    given(householdWith())
      .when(registers({ name: 'Script' }))
      .check((household, outcome) => {
        assert.ok('outcome' in outcome)
        assert.equal(household.devices[0]?.view.deviceId, outcome.outcome.result.deviceId)
        assert.equal(household.devices[0]?.view.kind, 'program')
      })
  })

  test('[D1] introduced again it keeps its id and what it does not say anew', () => {
    const again = given(householdWith('laptop'), setDevice('laptop', { enabled: false }))
      .when(registers({ deviceId: deviceId('laptop'), name: 'Couch', capabilities: { gapless: true } }))
      .happens('device.registered')
    assert.equal(again.household.devices.length, 1)
    const { view } = deviceNamed(again.household, 'laptop')
    assert.deepEqual([view.name, view.kind, view.enabled, view.revision], ['Couch', 'browser', false, 3])
    assert.deepEqual([view.capabilities.gapless, view.capabilities.unlocked], [true, true])
  })

  test('[D1] its kind says what it can until it says so itself', () => {
    const can = Object.fromEntries(
      householdWith('kitchen', 'phone', 'radio', 'frame').devices.map(({ view }) => [
        view.name,
        [view.capabilities.sound, view.capabilities.unlocked, view.capabilities.reports],
      ]),
    )
    assert.deepEqual(can, {
      kitchen: [true, true, true],
      phone: [true, false, true],
      radio: [true, true, false],
      frame: [false, true, false],
    })
  })

  test('[D2] registering, coming back and getting well start no sound and claim no speaker', () => {
    const steps: Step[] = [
      registers({ deviceId: deviceId('study'), name: 'Study' }),
      appears('study'),
      setDevice('study', { enabled: true, capabilities: { unlocked: true } }),
    ]
    for (const step of steps) {
      const { session } = queueOfThree().when(by('study', step)).household
      assert.deepEqual(session, queueOfThree().household.session)
    }
    const lost = playingIn().and(fallsQuiet('kitchen'), after(200_000), isHeardAgain('kitchen'))
    const back = lost.when(by('kitchen', appears('kitchen'))).happens('device.came-online')
    assert.equal(observed(back.household).playState, 'paused')
  })

  test('[D3] a presence deadline is at most 15 s too late, so that it is written at most every 15 s', () => {
    for (const name of ['kitchen', 'laptop', 'radio', 'frame'] as const) {
      const { timers, devices, now } = householdWith(name)
      const due = now + PRESENT_FOR_MS[DEVICES[name].kind] + CONTACT_WRITE_EVERY_MS
      assert.equal(devices[0]?.presentUntil, due)
      assert.equal(timers.get(`${deviceId(name)}/presence`)?.at, due)
    }
    assert.equal(CONTACT_WRITE_EVERY_MS, 15_000)
  })

  test('[D4] a device that is silent for its threshold is offline', () => {
    given(householdWith('kitchen'), fallsQuiet('kitchen')).when(after(74_999)).happens()
    const gone = given(householdWith('kitchen'), fallsQuiet('kitchen'))
      .when(after(75_000))
      .happens('device.went-offline')
    const { view } = deviceNamed(gone.household, 'kitchen')
    assert.deepEqual([view.online, view.health], [false, 'down'])
    // It said nothing after it registered, which counts for 15 s ahead.
    assert.equal(view.lastSeen, START + CONTACT_WRITE_EVERY_MS)
    given(householdWith('frame'), fallsQuiet('frame'))
      .when(after(20 * 60_000))
      .happens()
    given(householdWith('frame'), fallsQuiet('frame'))
      .when(after(20 * 60_000 + 15_000))
      .happens('device.went-offline')
  })

  test('[D4] a device that was heard meanwhile is looked at again later', () => {
    given(householdWith('kitchen')).when(after(600_000)).happens()
    given(householdWith('kitchen'), after(70_000), fallsQuiet('kitchen')).when(after(59_999)).happens()
    given(householdWith('kitchen'), after(70_000), fallsQuiet('kitchen'))
      .when(after(60_000))
      .happens('device.went-offline')
  })

  test('[D5] the next contact of an offline device brings it back, once', () => {
    const back = given(
      householdWith('kitchen'),
      fallsQuiet('kitchen'),
      after(80_000),
      isHeardAgain('kitchen'),
    )
      .when(by('kitchen', appears('kitchen')))
      .happens('device.came-online')
    assert.equal(deviceNamed(back.household, 'kitchen').view.online, true)
    back.and().when(appears('kitchen')).happens()
    back.and(fallsQuiet('kitchen')).when(after(75_000)).happens('device.went-offline')
  })

  test('[D6] a device is ready when it is there, switched on, and may sound', () => {
    const health = (household = householdWith('laptop')) => deviceNamed(household, 'laptop').view.health
    assert.equal(health(), 'ready')
    const laptop = given(householdWith('laptop'))
    assert.equal(health(laptop.and(setDevice('laptop', { enabled: false })).household), 'notready')
    assert.equal(
      health(laptop.and(setDevice('laptop', { capabilities: { unlocked: false } })).household),
      'notready',
    )
    assert.equal(
      health(laptop.and(setDevice('laptop', { capabilities: { sound: false } })).household),
      'notready',
    )
    assert.equal(health(laptop.and(fallsQuiet('laptop'), after(75_000)).household), 'down')
  })

  test('[D7] a device is renamed, switched and corrected', () => {
    const changed = given(householdWith('phone'))
      .when(setDevice('phone', { name: 'Pocket', capabilities: { unlocked: true } }))
      .happens('device.changed')
    const { view } = deviceNamed(changed.household, 'phone')
    assert.deepEqual([view.name, view.capabilities.unlocked, view.health], ['Pocket', true, 'ready'])
    changed
      .and()
      .when(setDevice('phone', { name: 'Pocket' }))
      .changesNothing()
  })

  test('[D16] it says which formats it can decode, and that stays until it says something else', () => {
    const formatsOf = (household: Household) => deviceNamed(household, 'laptop').view.capabilities.formats
    const said = given(householdWith('laptop')).and(
      setDevice('laptop', { capabilities: { formats: ['audio/flac'] } }),
    )
    assert.deepEqual(formatsOf(said.household), ['audio/flac'])
    const other = said.and(setDevice('laptop', { capabilities: { unlocked: false } }))
    assert.deepEqual(formatsOf(other.household), ['audio/flac'])
    other
      .and()
      .when(setDevice('laptop', { capabilities: { formats: ['audio/flac'] } }))
      .happens()
    const again = other.and(setDevice('laptop', { capabilities: { formats: [] } }))
    assert.deepEqual(formatsOf(again.household), [])
    assert.equal(formatsOf(householdWith('laptop')), undefined)
  })

  test('[D7] a device that is not known is refused', () => {
    const household = given(householdWith('kitchen'))
    household.when(setDevice('study', { name: 'x' })).isRefused('device.not-found')
    household.when(removeDevice('study')).isRefused('device.not-found')
    household.when(appears('study')).isRefused('device.not-found')
    household.when(reports('study', 'progress')).isRefused('device.not-found')
    household
      .when(say({ type: 'device.check-presence', deviceId: deviceId('study') }))
      .isRefused('device.not-found')
  })

  test('[D8] a speaker that is removed or switched off pauses and gives up the right to sound', () => {
    playingIn()
      .when(removeDevice('kitchen'))
      .happens('device.removed', 'session.paused', 'session.speaker-changed')
      .leaves({ device: null, playState: 'paused', positionMs: 10_000, speakerEpoch: 2, lastDeviceId: null })
    playingIn()
      .when(setDevice('kitchen', { enabled: false }))
      .happens('device.changed', 'session.paused', 'session.speaker-changed')
      .leaves({ device: null, playState: 'paused', speakerEpoch: 2 })
  })

  test('[D8] a removed device is not looked for any more', () => {
    const { household } = given(householdWith('kitchen'))
      .when(removeDevice('kitchen'))
      .happens('device.removed')
    assert.deepEqual([...household.timers], [])
    assert.deepEqual(household.devices, [])
  })

  test('[D8] removing another device is not heard', () => {
    playingIn()
      .when(removeDevice('study'))
      .happens('device.removed')
      .leaves({ device: 'kitchen', playState: 'playing' })
  })

  test('[D9] a user has at most 200 devices', () => {
    const many = Array.from({ length: 200 }, (_, i) => registers({ name: `Device ${i}` }))
    const full = given(householdWith(), ...many)
    full.when(registers({ name: 'One more' })).isRefused('device.limit', { limit: 200 })
    const known = full.household.devices[0]?.view.deviceId as DeviceId
    full.when(registers({ deviceId: known, name: 'Again' })).happens('device.registered')
  })

  test('[D10] a report that was heard already, or is older, is accepted without effect', () => {
    const heard = playingIn().and(reports('kitchen', 'progress', { n: 5_000, positionMs: 10_000 }))
    heard.when(reports('kitchen', 'ended', { n: 5_000 })).changesNothing()
    heard.when(reports('kitchen', 'ended', { n: 4_999 })).changesNothing()
    heard.when(reports('kitchen', 'ended', { n: 5_001 })).leaves({ track: 2 })
  })

  test('[D10] each device counts its own reports', () => {
    playingIn()
      .and(reports('kitchen', 'progress', { n: 5_000, positionMs: 10_000 }), choose('study'))
      .when(reports('study', 'ready', { n: 1 }))
      .leaves({ device: 'study' })
  })

  test('[D11] a device that reports is known to report, and one that is blocked waits for a tap', () => {
    const radio = playingIn('radio')
      .when(reports('radio', 'progress', { positionMs: 10_000 }))
      .happens('device.changed')
    assert.equal(deviceNamed(radio.household, 'radio').view.capabilities.reports, true)
    const blocked = playingIn('laptop').when(reports('laptop', 'blocked'))
    assert.equal(deviceNamed(blocked.household, 'laptop').view.capabilities.unlocked, false)
    const tapped = blocked.and().when(setDevice('laptop', { capabilities: { unlocked: true } }))
    assert.equal(deviceNamed(tapped.household, 'laptop').view.health, 'ready')
  })

  test('[D11] what is blocked is learnt also of a device that does not hold the right to sound', () => {
    const late = playingIn().when(reports('study', 'blocked')).happens('device.changed')
    assert.equal(deviceNamed(late.household, 'study').view.capabilities.unlocked, false)
  })

  test('[D13] a device that is removed takes its volume with it', () => {
    playingIn()
      .and(setVolume({ volume: 30, deviceId: deviceId('study') }))
      .when(removeDevice('study'))
      .check((household) => assert.deepEqual(household.session.view.volumes, {}))
  })

  test('[D12] each change of a device moves its revision by one', () => {
    const three = given(
      householdWith('kitchen'),
      setDevice('kitchen', { name: 'A' }),
      setDevice('kitchen', { name: 'A' }),
    ).and(setDevice('kitchen', { name: 'B' }))
    assert.equal(deviceNamed(three.household, 'kitchen').view.revision, 3)
  })

  test('[D12] devices have nothing to do with the revision of the session', () => {
    playingIn()
      .when(setDevice('study', { name: 'Other' }))
      .happens('device.changed')
      .leaves({
        revision: playingIn().household.session.view.revision,
        sessionId: SESSION,
      })
  })
})

function registers(introduction: Introduction): Step {
  return say({ type: 'device.register', name: 'Something', ...introduction })
}
