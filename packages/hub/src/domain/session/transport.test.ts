import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  after,
  by,
  deviceId,
  endEntry,
  enqueue,
  fallsQuiet,
  given,
  householdWith,
  observed,
  pause,
  play,
  playingIn,
  queueOfThree,
  removeDevice,
  reports,
  seek,
  setDevice,
  stop,
  TRACK_MS,
  toggle,
} from '../../../../testing/src/domain/index.ts'

describe('play, pause, toggle, stop and seek', () => {
  test('[S1] a session begins stopped, with an empty queue and without a speaker', () => {
    const { playState, device, track, order, revision } = observed(householdWith())
    assert.deepEqual(
      { playState, device, track, order, revision },
      {
        playState: 'stopped',
        device: null,
        track: null,
        order: [],
        revision: 0,
      },
    )
  })

  test('[S2] the first play makes the calling device the speaker', () => {
    queueOfThree()
      .when(by('kitchen', play()))
      .happens('session.speaker-changed', 'session.played')
      .leaves({ playState: 'playing', device: 'kitchen', track: 1, positionMs: 0, speakerEpoch: 1 })
  })

  test('[S2] play stays on the present speaker, whoever asks', () => {
    playingIn('kitchen')
      .and(pause())
      .when(by('study', play()))
      .happens('session.played')
      .leaves({ device: 'kitchen', speakerEpoch: 1 })
  })

  test('[S2] a caller that cannot sound plays on the speaker that was used last', () => {
    playingIn('kitchen')
      .and(pause())
      .when(by('frame', play()))
      .leaves({ device: 'kitchen', playState: 'playing' })
  })

  test('[S2] where the present speaker is gone, the caller takes its place', () => {
    playingIn('kitchen')
      .and(fallsQuiet('kitchen'), after(100_000))
      .when(by('study', play()))
      .happens('session.speaker-changed', 'session.played')
      .leaves({ device: 'study', speakerEpoch: 2 })
  })

  test('[S3] play without a ready device is refused and names those that could sound', () => {
    const candidates = [
      { deviceId: deviceId('kitchen'), deviceName: 'kitchen' },
      { deviceId: deviceId('laptop'), deviceName: 'laptop' },
    ]
    const household = householdWith('kitchen', 'study', 'laptop', 'phone', 'frame')
    given(household, enqueue([1]), setDevice('study', { enabled: false }))
      .when(by('phone', play()))
      .isRefused('session.no-speaker', { candidates })
  })

  test('[S3] a device that is not there is no candidate', () => {
    given(householdWith('kitchen'), enqueue([1]), fallsQuiet('kitchen'), after(75_000))
      .when(play())
      .isRefused('session.no-speaker', { candidates: [] })
  })

  test('[S4] an empty queue cannot be played', () => {
    given(householdWith('kitchen')).when(by('kitchen', play())).isRefused('session.nothing-to-play')
  })

  test('[S4] a queue of which all entries have failed cannot be played', () => {
    given(householdWith('kitchen'), enqueue([1]), by('kitchen', play()), reports('kitchen', 'failed'))
      .when(by('kitchen', play()))
      .isRefused('session.nothing-playable')
  })

  test('[S5] pause keeps the place, and play goes on from there', () => {
    playingIn()
      .when(pause())
      .happens('session.paused')
      .leaves({ playState: 'paused', positionMs: 10_000, device: 'kitchen' })
      .and(after(60_000))
      .when(play())
      .leaves({ playState: 'playing', positionMs: 10_000 })
  })

  test('[S5] what is playing already, or paused already, stays as it is', () => {
    playingIn().when(play()).changesNothing()
    playingIn().and(pause()).when(pause()).changesNothing()
    queueOfThree().when(pause()).changesNothing()
  })

  test('[S6] toggle pauses what plays and plays what does not', () => {
    playingIn().when(toggle()).leaves({ playState: 'paused' })
    playingIn().and(pause()).when(toggle()).leaves({ playState: 'playing', positionMs: 10_000 })
    queueOfThree().when(by('kitchen', toggle())).leaves({ playState: 'playing', device: 'kitchen' })
  })

  test('[S7] stop goes back to the start of the current entry', () => {
    playingIn()
      .when(stop())
      .happens('session.stopped')
      .leaves({ playState: 'stopped', positionMs: 0, track: 1, device: 'kitchen' })
      .and()
      .when(stop())
      .changesNothing()
  })

  test('[S8] seek moves within the current entry, whatever the play state', () => {
    playingIn()
      .when(seek(90_000))
      .happens('session.seeked')
      .leaves({ positionMs: 90_000, playState: 'playing' })
    playingIn().and(pause()).when(seek(5)).leaves({ positionMs: 5, playState: 'paused' })
    queueOfThree().when(seek(7_000)).leaves({ positionMs: 7_000, playState: 'stopped' })
  })

  test('[S8] a place beyond the end means the end', () => {
    playingIn()
      .when(seek(TRACK_MS + 1))
      .leaves({ positionMs: TRACK_MS })
  })

  test('[S8] where the length is not known, every place is allowed', () => {
    given(householdWith('kitchen'), enqueue([40]))
      .when(seek(9_000_000))
      .leaves({ positionMs: 9_000_000 })
  })

  test('[S8] an empty queue has no place to go to', () => {
    given(householdWith('kitchen')).when(seek(0)).isRefused('session.nothing-to-play')
  })

  test('[S16] the position moves only while playing, and stops at the end of the track', () => {
    playingIn().and(after(5_000)).when(pause()).leaves({ positionMs: 15_000 })
    playingIn('radio').when(after(TRACK_MS)).leaves({ positionMs: TRACK_MS, track: 1, playState: 'playing' })
    queueOfThree().when(after(5_000)).leaves({ positionMs: 0 })
  })

  test('[S17] a speaker that is within 400 ms of the timeline changes nothing', () => {
    playingIn()
      .when(reports('kitchen', 'progress', { positionMs: 10_400 }))
      .changesNothing()
    playingIn()
      .when(reports('kitchen', 'progress', { positionMs: 9_600 }))
      .changesNothing()
  })

  test('[S17] a speaker that begins to sound more than 100 ms from the timeline is right', () => {
    const sought = playingIn().and(seek(90_000), after(300))
    sought.when(reports('kitchen', 'sounding', { positionMs: 90_200 })).changesNothing()
    sought
      .when(reports('kitchen', 'sounding', { positionMs: 90_199 }))
      .happens('session.position-confirmed')
      .leaves({ positionMs: 90_199 })
  })

  test('[S17] a speaker that is further away is right', () => {
    playingIn()
      .when(reports('kitchen', 'progress', { positionMs: 9_599 }))
      .happens('session.position-confirmed')
      .leaves({ positionMs: 9_599 })
  })

  test('[S17] the age of a report is allowed for', () => {
    playingIn()
      .when(reports('kitchen', 'progress', { positionMs: 7_000, ageMs: 3_000 }))
      .changesNothing()
    playingIn()
      .when(reports('kitchen', 'progress', { positionMs: 9_000, ageMs: 3_000 }))
      .leaves({ positionMs: 12_000 })
  })

  test('[S17] what a speaker says of another entry does not move the timeline', () => {
    playingIn()
      .when(reports('kitchen', 'progress', { positionMs: 99_000, entry: 1 }))
      .changesNothing()
  })

  test('[S18] while the speaker stalls the timeline stands still', () => {
    playingIn()
      .when(reports('kitchen', 'stalled', { positionMs: 9_900 }))
      .happens('session.speaker-stalled')
      .leaves({ positionMs: 9_900, playState: 'playing' })
      .and(after(4_000))
      .when(reports('kitchen', 'stalled', { positionMs: 9_900 }))
      .changesNothing()
      .and()
      .when(reports('kitchen', 'sounding', { positionMs: 9_900 }))
      .happens('session.position-confirmed')
      .and()
      .when(after(1_000))
      .leaves({ positionMs: 10_900 })
  })

  test('[S19] a speaker that may not sound pauses the session', () => {
    playingIn('laptop')
      .when(reports('laptop', 'blocked', { positionMs: 10_000 }))
      .happens('device.changed', 'session.paused')
      .leaves({ playState: 'paused', positionMs: 10_000, device: 'laptop' })
      .and()
      .when(by('laptop', play()))
      .isRefused('session.no-speaker')
  })

  test('[S25] a lost speaker pauses where it was heard last', () => {
    playingIn()
      .and(reports('kitchen', 'progress', { positionMs: 10_100 }), fallsQuiet('kitchen'))
      .when(after(100_000))
      .happens('device.went-offline', 'session.paused')
      .leaves({ playState: 'paused', positionMs: 10_100, device: 'kitchen' })
  })

  test('[S25] a place in an entry that is over says nothing about the one that plays', () => {
    playingIn()
      .and(reports('kitchen', 'ended', { positionMs: TRACK_MS }), after(3_000), fallsQuiet('kitchen'))
      .when(after(100_000))
      .leaves({ playState: 'paused', track: 2, positionMs: 3_000 })
  })

  test('[S25] a speaker that comes back does not play by itself', () => {
    const lost = playingIn().and(fallsQuiet('kitchen'), after(100_000))
    const back = lost.when(by('kitchen', reports('kitchen', 'progress', { positionMs: 9_000 })))
    assert.equal(observed(back.household).playState, 'paused')
  })

  test('[S26] a device that may not sound never becomes the speaker', () => {
    for (const name of ['phone', 'frame'] as const) {
      given(householdWith(name), enqueue([1]))
        .when(by(name, play()))
        .isRefused('session.no-speaker')
      given(householdWith(name), enqueue([1]))
        .when(by(name, enqueue([2], 'now')))
        .isRefused('session.no-speaker')
    }
  })

  test('[S26] a removed device is not chosen as the last used one', () => {
    playingIn().and(removeDevice('kitchen')).when(play()).isRefused('session.no-speaker')
  })

  test('[S12] only the active device can say that the entry ended', () => {
    playingIn('radio')
      .when(by('kitchen', endEntry(0)))
      .isRefused('speaker.not-active')
    playingIn('radio').when(endEntry(0)).isRefused('speaker.not-active')
    playingIn('kitchen').when(reports('study', 'ended')).isRefused('speaker.not-active')
  })
})
