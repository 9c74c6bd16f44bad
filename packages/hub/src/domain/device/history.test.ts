import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { DeviceId, ReaderState } from '@baton/protocol'
import {
  after,
  attempt,
  autoFailover,
  by,
  choose,
  type DeviceName,
  deviceId,
  fallsQuiet,
  type Given,
  type Household,
  isHeardAgain,
  movedToStudy,
  next,
  pause,
  play,
  playingIn,
  queueOfThree,
  removeDevice,
  reports,
  type Step,
  seek,
  setDevice,
  setVolume,
  shuffle,
  stop,
} from '../../../../testing/src/domain/index.ts'

const LOCKED = { capabilities: { unlocked: false } }
const UNLOCKED = { capabilities: { unlocked: true } }
/** They are not there yet. */
const CELLAR = '00000000-0000-4000-8000-00000000ce11' as DeviceId
const BATH = '00000000-0000-4000-8000-00000000ba78' as DeviceId

describe('the history of a device', () => {
  test('[DH1] it comes, goes, is switched off and on, is locked and unlocked', () => {
    const { household } = queueOfThree()
      .and(fallsQuiet('attic'), after(76_000), isHeardAgain('attic'))
      .and(by('attic', setDevice('attic', { enabled: false })), setDevice('attic', { enabled: true }))
      .and(setDevice('study', LOCKED), setDevice('study', UNLOCKED))
      .and(setDevice('phone', UNLOCKED), setDevice('phone', LOCKED), setDevice('phone', UNLOCKED))
      .and(reports('phone', 'blocked'))
    const back = attempt(household, { type: 'device.appear', deviceId: deviceId('attic') }).household
    assert.deepEqual(of(back, 'attic'), ['went', 'disabled', 'enabled', 'came'])
    assert.deepEqual(of(back, 'study'), ['locked', 'unlocked'])
    // Of a browser only what it said itself.
    assert.deepEqual(of(back, 'phone'), ['locked'])
  })

  test('[DH1] it is added, once', () => {
    const { household } = queueOfThree()
    const register = { type: 'device.register', deviceId: CELLAR, name: 'Cellar' } as const
    const twice = attempt(attempt(household, register).household, register).household
    const agent = { name: 'Bath', baseUrl: 'http://bath:9000', address: '10.0.0.9' }
    const command = { type: 'device.add-agent', deviceId: BATH, ...agent } as const
    const { history } = attempt(twice, command).household
    assert.deepEqual(
      history.map((record) => [record.deviceId, record.happening, record.causedBy]),
      [
        [CELLAR, 'added', 'device.register'],
        [BATH, 'added', 'device.add-agent'],
      ],
    )
  })

  test('[DH1] an agent that is called answers no more, answers again, loses and finds its music folder', () => {
    const { household } = queueOfThree()
    const agent = { baseUrl: 'http://attic:9000', reachable: null, mounted: null }
    const devices = household.devices.map((device) => ({ ...device, view: { ...device.view, agent } }))
    const told = [
      { reachable: true, mounted: true },
      { reachable: false },
      { reachable: true, mounted: false },
      { mounted: true },
    ].reduce<Household>(
      (now, shown) =>
        attempt(now, { type: 'device.note-agent', deviceId: deviceId('attic'), ...shown }).household,
      { ...household, devices },
    )
    assert.deepEqual(of(told, 'attic'), ['unreachable', 'reachable', 'unmounted', 'mounted'])
  })

  test('[TG21] its tag reader is lost, with the reason, once whatever it lacks, and is there again', () => {
    const had = (...states: readonly (ReaderState | null)[]) => {
      const steps = states.map((reader) => setDevice('attic', { capabilities: { reader } }))
      const { history } = queueOfThree().and(...steps).household
      return history.map(({ happening, reason }) => [happening, reason])
    }
    assert.deepEqual(had('ready', 'no-service', 'no-reader', 'ready', 'ready', null, 'ready'), [
      ['reader-lost', 'no-service'],
      ['reader-back', null],
    ])
    assert.deepEqual(had('no-permission', null), [['reader-lost', 'no-permission']])
  })

  test('[DH2] the music comes to it and moves away, and each names the other', () => {
    const { history } = movedToStudy().household
    assert.deepEqual(
      history.map(({ deviceId: id, happening, reason, otherDeviceName, causedBy }) => {
        return [nameOf(id), happening, reason, otherDeviceName, causedBy]
      }),
      [
        ['kitchen', 'chosen', 'play', null, 'session.play'],
        ['kitchen', 'played', null, null, 'session.play'],
        ['kitchen', 'left', 'offer', 'study', 'session.hear'],
        ['study', 'chosen', 'offer', 'kitchen', 'session.hear'],
      ],
    )
  })

  test('[DH2] it drops out: why, in which track and where, and where the music went', () => {
    const moved = playingIn()
      .and(autoFailover(true), reports('kitchen', 'progress', { positionMs: 10_000 }))
      .and(fallsQuiet('kitchen'))
      .when(after(76_000))
    const [dropped] = moved.household.history.filter(({ happening }) => happening === 'dropped-out')
    assert.deepEqual(
      [dropped?.deviceId, dropped?.reason, dropped?.trackTitle, dropped?.positionMs],
      [deviceId('kitchen'), 'speaker-lost', 'Track 1', 10_000],
    )
    assert.deepEqual(of(moved.household, 'kitchen'), ['chosen', 'played', 'went', 'dropped-out', 'left'])
    assert.deepEqual(of(moved.household, 'attic'), ['chosen', 'played'])
    assert.equal(moved.household.history.at(-2)?.reason, 'failover')
  })

  test('[DH2] of what is removed nothing is kept, also where the music played on it', () => {
    const { household } = playingIn().and(removeDevice('kitchen'))
    assert.deepEqual(of(household, 'kitchen'), ['chosen', 'played'])
  })

  test('[DH2] each play and pause is a record, and each track that it comes to, with what was asked for', () => {
    const { history } = playingIn().and(pause(), play(), next(), pause(), next(), stop()).household
    assert.deepEqual(
      history.map(({ happening, trackTitle, causedBy }) => [happening, trackTitle, causedBy]),
      [
        ['chosen', null, 'session.play'],
        ['played', 'Track 1', 'session.play'],
        ['paused', 'Track 1', 'session.pause'],
        ['played', 'Track 1', 'session.play'],
        ['moved-on', 'Track 2', 'session.next'],
        ['paused', 'Track 2', 'session.pause'],
        // What it comes to while it is paused it does not play.
        ['stopped', 'Track 3', 'session.stop'],
      ],
    )
  })

  test('[DH2] where it is moved, how loud it is turned and how it is ordered is told, with how everything stood then', () => {
    const { history, session } = playingIn()
      .and(seek(30_000), setVolume({ volume: 40 }), setVolume({ volume: 20, deviceId: deviceId('study') }))
      .and(shuffle(true), autoFailover(true)).household
    const told = history.slice(2)
    assert.deepEqual(
      told.map(({ deviceId: id, happening, trackTitle, positionMs }) => {
        return [nameOf(id), happening, trackTitle, positionMs]
      }),
      [
        ['kitchen', 'sought', 'Track 1', 30_000],
        ['kitchen', 'turned', null, null],
        ['study', 'turned', null, null],
        ['kitchen', 'ordered', null, null],
      ],
    )
    const { entryId = null } = session.view.current ?? {}
    const agent = { reachable: null, mounted: null }
    const stood = { playState: 'playing', entryId, repeatMode: 'off', muted: false, ...agent }
    assert.deepEqual(
      told.map(({ playback }) => playback),
      [
        { ...stood, volume: 100, shuffle: false },
        { ...stood, volume: 40, shuffle: false },
        { ...stood, volume: 20, shuffle: false },
        { ...stood, volume: 40, shuffle: true },
      ],
    )
  })

  test('[DH3] a track that it cannot play, and a player that died under it', () => {
    const { history } = playingIn()
      .and(reports('kitchen', 'failed', { reason: 'source' }))
      .and(reports('kitchen', 'stalled', { reason: 'player-gone', positionMs: 20 })).household
    assert.deepEqual(
      history.slice(2).map(({ happening, reason, trackTitle }) => [happening, reason, trackTitle]),
      [
        ['track-refused', 'source', 'Track 1'],
        ['moved-on', null, 'Track 2'],
        ['player-died', 'player-gone', 'Track 2'],
      ],
    )
  })

  test('[DH3] a sound card that is gone is why it is locked', () => {
    const { history } = playingIn().and(reports('kitchen', 'blocked', { reason: 'no-sound-card' })).household
    assert.deepEqual(
      history.slice(2).map(({ happening, reason }) => [happening, reason]),
      [
        ['locked', 'no-sound-card'],
        ['dropped-out', 'speaker-blocked'],
      ],
    )
  })

  test('[DH3] what is said by another device, of another track or once more tells nothing', () => {
    const failed = playingIn().and(reports('kitchen', 'failed'))
    notes(failed, reports('kitchen', 'failed', { n: 1 }), 0)
    notes(failed, reports('kitchen', 'failed', { entry: 0 }), 0)
    notes(failed, reports('study', 'failed', { entry: 1 }), 0)
    notes(failed, reports('kitchen', 'failed', { epoch: 0 }), 0)
    // The one that it refuses, and the one that it goes on with.
    notes(failed, reports('kitchen', 'failed'), 2)
  })

  test('[DH3] contacts, reports and commands that change none of it make no record', () => {
    const playing = playingIn()
    notes(playing, reports('kitchen', 'progress', { positionMs: 9_000 }), 0)
    notes(playing, reports('kitchen', 'stalled', { positionMs: 9_000 }), 0)
    notes(playing, after(60_000), 0)
    notes(playing.and(pause()), seek(30_000), 0)
    notes(playing, choose('kitchen'), 0)
    notes(playing, setDevice('kitchen', { name: 'Cellar' }), 0)
  })
})

/** So many records come of it; a refusal leaves none. */
function notes({ household, when }: Given, step: Step, count: number): void {
  assert.equal(when(step).household.history.length - household.history.length, count)
}

function of({ history }: Household, name: DeviceName): readonly string[] {
  return history.filter(({ deviceId: id }) => id === deviceId(name)).map(({ happening }) => happening)
}

function nameOf(id: DeviceId): string {
  return id === deviceId('kitchen') ? 'kitchen' : id === deviceId('study') ? 'study' : 'another'
}
