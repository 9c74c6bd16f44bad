import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { LEASE_MS } from '@baton/protocol'
import {
  after,
  by,
  choose,
  deviceId,
  enqueue,
  fallsQuiet,
  given,
  householdWith,
  movedToStudy,
  next,
  observed,
  offeredToStudy,
  pause,
  playingIn,
  queueOfThree,
  removeDevice,
  reports,
  setDevice,
} from '../../../../testing/src/domain/index.ts'

describe('a hand-over, as it should go', () => {
  test('[H1] while nothing plays the right to sound moves at once', () => {
    playingIn()
      .and(pause())
      .when(choose('study'))
      .happens('session.speaker-changed')
      .leaves({ device: 'study', speakerEpoch: 2, playState: 'paused', positionMs: 10_000, handOver: null })
    queueOfThree().when(choose('study')).leaves({ device: 'study', playState: 'stopped', speakerEpoch: 1 })
  })

  test('[H2] while it plays the other device is offered the music, and nothing else changes', () => {
    const offered = playingIn().when(choose('study')).happens('session.handover-offered')
    offered.leaves({
      device: 'kitchen',
      speakerEpoch: 1,
      playState: 'playing',
      positionMs: 10_000,
      handOver: null,
    })
    const { offer } = offered.household.session.view
    assert.equal(offer?.fromDeviceId, deviceId('kitchen'))
    assert.equal(offer.toDeviceId, deviceId('study'))
    assert.equal(offer.expiresAt, offered.household.now + 2_000)
  })

  test('[H2] the receipt names the offer', () => {
    playingIn()
      .when(choose('study'))
      .check((household, outcome) => {
        assert.ok('outcome' in outcome)
        assert.equal(outcome.outcome.result.offerId, household.session.view.offer?.offerId)
      })
  })

  test('[H3] once the other device is ready, one commit moves the right to sound', () => {
    const offered = offeredToStudy().and(after(500))
    const { offer } = offered.household.session.view
    const moved = offered
      .when(reports('study', 'ready'))
      .happens('session.speaker-changed')
      .leaves({ device: 'study', speakerEpoch: 2, playState: 'playing', positionMs: 10_500, offer: null })
    const { handOver, speakerOfferId } = moved.household.session.view
    assert.equal(speakerOfferId, offer?.offerId)
    assert.equal(handOver?.fromDeviceId, deviceId('kitchen'))
    assert.equal(handOver.deadline, moved.household.now + 2_000)
    assert.equal(handOver.silenced, null)
  })

  test('[H4] the new speaker starts where the former one fell silent', () => {
    movedToStudy()
      .and(after(120))
      .when(reports('kitchen', 'silenced', { epoch: 1, positionMs: 10_080 }))
      .happens('session.speaker-silenced')
      .leaves({ positionMs: 10_080, device: 'study', playState: 'playing' })
      .and()
      .when(after(200))
      .leaves({ positionMs: 10_080 })
  })

  test('[H4] only the first word about it counts', () => {
    movedToStudy()
      .and(reports('kitchen', 'silenced', { epoch: 1, positionMs: 10_080 }))
      .when(reports('kitchen', 'silenced', { epoch: 1, positionMs: 11_000 }))
      .changesNothing()
  })

  test('[H4] said too late, or by another device, it changes nothing', () => {
    movedToStudy()
      .and(reports('kitchen', 'silenced', { epoch: 1, positionMs: 10_000 }))
      .and(reports('study', 'sounding', { positionMs: 10_000 }))
      .when(reports('kitchen', 'silenced', { epoch: 1, positionMs: 10_080 }))
      .isRefused('speaker.stale')
    movedToStudy()
      .when(reports('attic', 'silenced', { epoch: 1, positionMs: 1 }))
      .isRefused('speaker.stale')
    playingIn()
      .when(reports('kitchen', 'silenced', { positionMs: 1 }))
      .changesNothing()
  })

  test('[H4] what is said of another entry does not place this one', () => {
    movedToStudy()
      .when(reports('kitchen', 'silenced', { epoch: 1, positionMs: 1, entry: 1 }))
      .happens('session.speaker-silenced')
      .leaves({ positionMs: 10_000 })
  })

  test('[H22] under an epoch from before, it tells that it is silent, and not the place', () => {
    movedToStudy()
      .when(reports('kitchen', 'silenced', { epoch: 0, positionMs: 1 }))
      .happens('session.speaker-silenced')
      .leaves({ positionMs: 10_000, unsilenced: [] })
      .check(({ session }) => assert.equal(session.view.handOver?.silenced, null))
  })

  test('[H5] the hand-over is over when the new speaker is heard', () => {
    const heard = movedToStudy()
      .and(after(100), reports('kitchen', 'silenced', { epoch: 1, positionMs: 10_090 }), after(150))
      .when(reports('study', 'sounding', { positionMs: 10_095, ageMs: 50 }))
      .happens('session.handover-completed')
      .leaves({ positionMs: 10_145, device: 'study', handOver: null, playState: 'playing' })
    const completed = heard.household.events.at(-1)
    assert.ok(completed?.type === 'session.handover-completed')
    assert.equal(completed.gapMs, 100)
    assert.equal(completed.positionErrorMs, 5)
    heard.and().when(after(1_000)).leaves({ positionMs: 11_145 })
  })

  test('[H5] where the former speaker said nothing, the gap is counted from the commit', () => {
    const heard = movedToStudy()
      .and(after(350))
      .when(reports('study', 'sounding', { positionMs: 10_300 }))
      .happens('session.handover-completed')
      .leaves({ positionMs: 10_300 })
    const completed = heard.household.events.at(-1)
    assert.ok(completed?.type === 'session.handover-completed')
    assert.equal(completed.gapMs, 350)
    assert.equal(completed.positionErrorMs, -50)
  })

  test('[H12] a device that asks for itself is committed at once', () => {
    playingIn()
      .when(by('study', choose('study')))
      .happens('session.speaker-changed')
      .leaves({ device: 'study', speakerEpoch: 2, offer: null, positionMs: 10_000, playState: 'playing' })
      .check((household) => assert.ok(household.session.view.handOver))
  })

  test('[H12] a device that never reports is committed at once and taken at its word', () => {
    playingIn()
      .when(choose('radio'))
      .happens('session.speaker-changed')
      .leaves({ device: 'radio', speakerEpoch: 2, offer: null, handOver: null, playState: 'playing' })
      .and()
      .when(after(5_000))
      .leaves({ device: 'radio', positionMs: 15_000, playState: 'playing' })
  })

  test('[H15] a speaker that is not in reach is not left before it has fallen silent', () => {
    playingIn()
      .and(fallsQuiet('kitchen'), after(21_000))
      .when(choose('study'))
      .isRefused('speaker.unreachable', { silentInMs: 9_000 })
  })

  test('[H15] until 20 s of silence a speaker counts as in reach', () => {
    playingIn()
      .and(fallsQuiet('kitchen'), after(20_000))
      .when(choose('study'))
      .happens('session.handover-offered')
  })

  test('[H15] who cannot wait moves now, and both may be heard', () => {
    playingIn()
      .and(fallsQuiet('kitchen'), after(21_000))
      .when(choose('study', true))
      .happens('session.speaker-changed')
      .leaves({ device: 'study', speakerEpoch: 2 })
  })

  test('[H15] once its right to sound has lapsed, it is left at once', () => {
    playingIn()
      .and(fallsQuiet('kitchen'), after(30_000))
      .when(choose('study'))
      .isRefused('speaker.unreachable', { silentInMs: 0 })
      .and(after(1))
      .when(choose('study'))
      .happens('session.speaker-changed')
      .leaves({ device: 'study', offer: null })
  })

  test('[H15] what a hub knows from before its start makes nobody silent: its clock may have been set meanwhile', () => {
    const { household } = playingIn().and(fallsQuiet('kitchen'), after(60_000))
    const devices = household.devices.map((device) => ({ ...device, judgedSince: household.now }))
    const started = given({ ...household, devices })
    started.when(choose('study')).isRefused('speaker.unreachable')
    started.and(after(LEASE_MS)).when(choose('study')).isRefused('speaker.unreachable')
    started
      .and(after(LEASE_MS + 1))
      .when(choose('study'))
      .leaves({ device: 'study' })
  })

  test('[H15] pausing it first does not help, for it has not heard of that either', () => {
    const unheard = playingIn().and(fallsQuiet('kitchen'), after(21_000), pause())
    unheard.when(choose('study')).isRefused('speaker.unreachable', { silentInMs: 9_000 })
    unheard.when(removeDevice('kitchen')).isRefused('speaker.unreachable', { silentInMs: 9_000 })
    playingIn()
      .and(pause(), after(10_000), fallsQuiet('kitchen'), after(21_000))
      .when(choose('study'))
      .happens('session.speaker-changed')
  })

  test('[H16] what cannot sound is not chosen', () => {
    playingIn().when(choose('frame')).isRefused('device.cannot-sound')
    playingIn().when(choose('phone')).isRefused('device.needs-tap', { deviceName: 'phone' })
    playingIn()
      .and(setDevice('study', { enabled: false }))
      .when(choose('study'))
      .isRefused('device.disabled')
    playingIn().and(fallsQuiet('study'), after(75_000)).when(choose('study')).isRefused('device.offline')
    given(householdWith('kitchen'), enqueue([1]))
      .when(choose('study'))
      .isRefused('device.not-found')
  })

  test('[H21] a new speaker that is heard with an entry that playback has left has taken over all the same', () => {
    movedToStudy()
      .and(next())
      .and(after(100))
      .when(reports('study', 'sounding', { entry: 0, positionMs: 10_100 }))
      .happens('session.handover-completed')
      .leaves({ device: 'study', playState: 'playing', positionMs: 100, handOver: null })
  })

  test('[H19] the speaker epoch grows with every change of the right to sound, and never falls', () => {
    const there = movedToStudy().and(reports('study', 'sounding', { positionMs: 10_000 }))
    const back = there.and(choose('kitchen'), reports('kitchen', 'ready'))
    assert.deepEqual(
      [playingIn(), there, back].map(({ household }) => household.session.view.speakerEpoch),
      [1, 2, 3],
    )
  })

  test('[H20] nothing but the device changes', () => {
    const before = observed(playingIn().and(after(400)).household)
    const after400 = offeredToStudy().and(reports('study', 'ready'), after(200))
    const there = after400.and(
      reports('kitchen', 'silenced', { epoch: 1, positionMs: 10_200 }),
      after(200),
      reports('study', 'sounding', { positionMs: 10_400 }),
    )
    const { track, order, positionMs, playState, shuffle, repeatMode, volumes, nextTrack } = observed(
      there.household,
    )
    const { household } = there
    assert.equal(household.now, playingIn().and(after(400)).household.now)
    for (const [name, value] of Object.entries({
      track,
      order,
      positionMs,
      playState,
      shuffle,
      repeatMode,
      volumes,
      nextTrack,
    })) {
      assert.deepEqual(value, before[name as keyof typeof before], name)
    }
    assert.equal(observed(household).device, 'study')
  })
})
