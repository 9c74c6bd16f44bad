import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  after,
  by,
  deviceId,
  endEntry,
  enqueue,
  given,
  householdWith,
  like,
  movedToStudy,
  next,
  pause,
  play,
  playingIn,
  repeat,
  reports,
  seek,
  setVolume,
  stop,
  TRACK_MS,
  trackId,
} from '../../../../testing/src/domain/index.ts'

const HALF = TRACK_MS / 2
const MINUTE = 60_000

describe('plays, volumes and likes', () => {
  test('[S15] a play counts once half of the track was heard', () => {
    const heard = playingIn('radio')
    heard.when(after(HALF - 10_001)).happens()
    const counted = heard.when(after(HALF - 10_000)).happens('session.play-counted')
    assert.deepEqual(counted.household.plays, [{ trackId: trackId(1), deviceId: deviceId('radio') }])
    counted.and().when(after(HALF)).happens()
  })

  test('[S15] of a long track, or one of unknown length, four minutes count', () => {
    const unknown = given(householdWith('radio'), enqueue([40]), by('radio', play()))
    unknown.when(after(4 * MINUTE - 1)).happens()
    unknown.when(after(4 * MINUTE)).happens('session.play-counted')
  })

  test('[S15] seeking, pausing and stalling are not hearing', () => {
    playingIn('radio')
      .and(seek(HALF + 1))
      .when(after(HALF - 10_001))
      .happens()
    playingIn('radio').and(pause()).when(after(TRACK_MS)).happens()
    playingIn()
      .and(reports('kitchen', 'stalled', { positionMs: 10_000 }))
      .when(after(TRACK_MS))
      .happens()
    playingIn('radio')
      .and(seek(TRACK_MS - 1_000))
      .when(after(TRACK_MS))
      .happens()
  })

  test('[S15] what is heard in pieces adds up, on one device and on two', () => {
    playingIn('radio')
      .and(pause(), play(), seek(0), after(HALF - 20_000), stop(), by('radio', play()))
      .when(after(10_000))
      .happens('session.play-counted')
    movedToStudy()
      .and(reports('study', 'sounding', { positionMs: 10_000 }))
      .when(after(HALF - 10_000))
      .happens('session.play-counted')
  })

  test('[S15] each time an entry becomes the current one it may count again', () => {
    const twice = playingIn('radio').and(repeat('one'), after(HALF), by('radio', endEntry()), after(HALF))
    assert.equal(twice.household.plays.length, 2)
    playingIn('radio').and(after(80_000), next(), after(80_000)).when(pause()).happens('session.paused')
  })

  test('[S23] volume belongs to a device: the named one, else the speaker, else the caller', () => {
    const volume = { volume: 30, muted: false }
    playingIn()
      .when(setVolume({ volume: 30, deviceId: deviceId('study') }))
      .happens('session.volume-changed')
      .leaves({ volumes: { [deviceId('study')]: volume } })
    playingIn()
      .when(by('study', setVolume({ volume: 30 })))
      .leaves({ volumes: { [deviceId('kitchen')]: volume } })
    given(householdWith('study'))
      .when(by('study', setVolume({ volume: 30 })))
      .leaves({ volumes: { [deviceId('study')]: volume } })
  })

  test('[S23] turning the volume up or down ends muting, and muting keeps the volume', () => {
    const id = deviceId('kitchen')
    playingIn()
      .and(setVolume({ volume: 30 }))
      .when(setVolume({ muted: true }))
      .leaves({ volumes: { [id]: { volume: 30, muted: true } } })
      .and()
      .when(setVolume({ volume: 31 }))
      .leaves({ volumes: { [id]: { volume: 31, muted: false } } })
  })

  test('[S23] the volume that is set already changes nothing; a device that is not there is refused', () => {
    playingIn()
      .when(setVolume({ volume: 100 }))
      .changesNothing()
    playingIn().when(setVolume({})).changesNothing()
    given(householdWith('study'))
      .when(setVolume({ volume: 1 }))
      .isRefused('session.no-speaker')
    given(householdWith('study'))
      .when(setVolume({ volume: 1, deviceId: deviceId('attic') }))
      .isRefused('device.not-found')
  })

  test('[S24] a liked track is told once, and only tracks of the library can be liked', () => {
    const liked = playingIn()
      .when(like(7))
      .happens('session.track-liked')
      .check((_, outcome) => assert.equal('outcome' in outcome && outcome.outcome.result.liked, true))
    liked.and().when(like(7, true)).changesNothing()
    liked.and().when(like(7, false)).happens('session.track-liked')
    playingIn().when(like(999)).isRefused('library.track-not-found')
  })
})
