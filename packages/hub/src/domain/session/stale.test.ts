import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { STALE_AFTER_MS } from '@baton/protocol'
import {
  after,
  by,
  choose,
  clear,
  deviceId,
  enqueue,
  fallsQuiet,
  type Given,
  given,
  householdWith,
  jump,
  like,
  movedToStudy,
  next,
  pause,
  play,
  playingIn,
  queueOfThree,
  removeDevice,
  repeat,
  reports,
  resume,
  START,
  seek,
  setDevice,
  setVolume,
  stop,
  TRACK_MS,
  toggle,
} from '../../../../testing/src/domain/index.ts'

/** Ten seconds were heard of track 1 in the kitchen, and then it was paused. */
const PAUSED_AT = START + 10_000
const kitchen = { deviceId: deviceId('kitchen'), deviceName: 'kitchen' }
const offered = { positionMs: 10_000, at: PAUSED_AT, ...kitchen }

function left(): Given {
  return playingIn('kitchen').and(pause())
}

/** Told once: a day is long. */
const grown = left().and(after(STALE_AFTER_MS))
const stale = (): Given => grown

describe('a session that is left alone', () => {
  test('[S27] after a day it stands at the start of the same track and offers the old place', () => {
    left()
      .and(after(STALE_AFTER_MS - 1))
      .when(after(1))
      .happens('session.grew-stale')
      .leaves({ playState: 'paused', track: 1, positionMs: 0, device: 'kitchen', resumeOffer: offered })
  })

  test('[S27] one millisecond earlier it stands where it stood', () => {
    left()
      .when(after(STALE_AFTER_MS - 1))
      .happens()
      .leaves({ positionMs: 10_000, resumeOffer: null })
  })

  test('[S27] whatever changes it begins the day anew', () => {
    left()
      .and(after(STALE_AFTER_MS - 1), enqueue([4]))
      .when(after(STALE_AFTER_MS - 1))
      .leaves({ positionMs: 10_000, resumeOffer: null })
      .and()
      .when(after(1))
      .leaves({ positionMs: 0, resumeOffer: offered })
  })

  test('[S27] a lost speaker’s session grows stale too, from when it was paused', () => {
    playingIn('kitchen')
      .and(fallsQuiet('kitchen'), after(100_000))
      .when(after(STALE_AFTER_MS))
      .leaves({ playState: 'paused', positionMs: 0, resumeOffer: offered })
  })

  test('[S27] what plays, stands at the start or has nothing to play does not', () => {
    playingIn('radio')
      .when(after(STALE_AFTER_MS * 2))
      .leaves({ resumeOffer: null, playState: 'playing' })
    playingIn('kitchen')
      .and(stop())
      .when(after(STALE_AFTER_MS * 2))
      .happens()
    given(householdWith('kitchen'))
      .when(after(STALE_AFTER_MS * 2))
      .happens()
    stale()
      .when(after(STALE_AFTER_MS * 2))
      .happens()
      .leaves({ resumeOffer: offered })
  })

  test('[S27] what was sought without ever playing is offered without a device', () => {
    queueOfThree()
      .and(seek(5_000))
      .when(after(STALE_AFTER_MS))
      .leaves({
        playState: 'stopped',
        positionMs: 0,
        resumeOffer: { positionMs: 5_000, at: START, deviceId: null, deviceName: null },
      })
  })

  test('[S28] the offer is gone with whatever plays or moves', () => {
    for (const step of [by('kitchen', play()), by('kitchen', toggle()), seek(3), next(), stop(), clear()]) {
      stale().when(step).leaves({ resumeOffer: null })
    }
    stale()
      .when(by('kitchen', jump(2)))
      .leaves({ resumeOffer: null, track: 3, positionMs: 0 })
    stale().when(by('kitchen', play())).leaves({ positionMs: 0, playState: 'playing' })
  })

  test('[S28] and stays with what does neither', () => {
    for (const step of [choose('study'), setVolume({ volume: 3 }), like(1), enqueue([4]), repeat('all')]) {
      stale().when(step).leaves({ resumeOffer: offered, positionMs: 0 })
    }
  })

  test('[S29] resume plays on from the offered place, on the device that is chosen by then', () => {
    stale()
      .when(by('study', resume()))
      .happens('session.played')
      .leaves({ playState: 'playing', positionMs: 10_000, track: 1, device: 'kitchen', resumeOffer: null })
    stale()
      .and(choose('study'))
      .when(by('kitchen', resume()))
      .leaves({ playState: 'playing', positionMs: 10_000, device: 'study' })
  })

  test('[S29] without an offer it is play, and said again it changes nothing', () => {
    left()
      .when(by('kitchen', resume()))
      .leaves({ playState: 'playing', positionMs: 10_000 })
      .and(after(500))
      .when(by('kitchen', resume()))
      .changesNothing()
    given(householdWith('kitchen')).when(by('kitchen', resume())).isRefused('session.nothing-to-play')
  })

  test('[S29] where no device is ready it is refused and the offer stays', () => {
    stale()
      .and(setDevice('kitchen', { enabled: false }))
      .when(by('frame', resume()))
      .isRefused('session.no-speaker')
  })

  test('[S30] the speaker epoch moves, so that no ticket and no report of the day before counts any more', () => {
    const before = left()
    const { speakerEpoch } = before.household.session.view
    before
      .and(after(STALE_AFTER_MS))
      .when(by('kitchen', resume()))
      .leaves({ speakerEpoch: speakerEpoch + 1, speakerOfferId: null })
      .and()
      .when(reports('kitchen', 'progress', { epoch: speakerEpoch, positionMs: 90_000 }))
      .isRefused('speaker.stale')
  })

  test('[S31] when music played last, and where, is known from the moment it falls silent', () => {
    playingIn('kitchen')
      .when(pause())
      .leaves({ lastPlayed: { at: PAUSED_AT, ...kitchen } })
    playingIn('kitchen')
      .when(stop())
      .leaves({ lastPlayed: { at: PAUSED_AT, ...kitchen } })
    playingIn('kitchen')
      .when(clear())
      .leaves({ lastPlayed: { at: PAUSED_AT, ...kitchen } })
    playingIn('kitchen')
      .when(removeDevice('kitchen'))
      .leaves({ lastPlayed: { at: PAUSED_AT, ...kitchen } })
    left()
      .and(after(5_000), seek(1), setDevice('kitchen', { name: 'Scullery' }))
      .when(after(1))
      .leaves({ lastPlayed: { at: PAUSED_AT, ...kitchen } })
    left()
      .and(by('kitchen', play()))
      .when(after(1))
      .leaves({ lastPlayed: { at: PAUSED_AT, ...kitchen } })
  })

  test('[S31] of a lost speaker it is when it was heard last, between two speakers it is the former', () => {
    playingIn('kitchen')
      .and(fallsQuiet('kitchen'))
      .when(after(100_000))
      .leaves({ lastPlayed: { at: PAUSED_AT, ...kitchen } })
    movedToStudy()
      .when(pause())
      .leaves({ lastPlayed: { at: PAUSED_AT, ...kitchen } })
  })

  test('[S15] an entry that counted as a play before the rest does not count again after it', () => {
    const heard = playingIn('radio').and(after(TRACK_MS / 2), pause(), after(STALE_AFTER_MS))
    const again = heard.and(by('radio', play()), after(TRACK_MS))
    assert.equal(heard.household.plays.length, 1)
    assert.equal(again.household.plays.length, 1)
  })

  test('[S15] and what was heard of it before the rest is added to what is heard after it', () => {
    const heard = playingIn('radio').and(after(TRACK_MS / 2 - 20_000), pause(), after(STALE_AFTER_MS))
    assert.equal(heard.household.plays.length, 0)
    assert.equal(heard.and(by('radio', resume()), after(10_000)).household.plays.length, 1)
  })
})
