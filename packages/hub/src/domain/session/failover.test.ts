import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type DropOut, LEASE_MS } from '@baton/protocol'
import {
  after,
  asCalledAgent,
  attempt,
  autoFailover,
  by,
  choose,
  type DeviceName,
  deviceId,
  deviceNamed,
  fallsQuiet,
  type Given,
  type Household,
  isHeardAgain,
  pass,
  pause,
  play,
  playingIn,
  removeDevice,
  reports,
  SESSION,
  setDevice,
  stop,
} from '../../../../testing/src/domain/index.ts'

/** Longer than a device may be silent and still counts as there. */
const GONE_MS = 76_000

describe('a speaker that drops out', () => {
  test('[FO1] the music waits where it was heard last, and the next ready device is offered', () => {
    lostKitchen().leaves({
      playState: 'paused',
      device: 'kitchen',
      failover: offered('kitchen', 'attic'),
    })
  })

  test('[FO1] loudspeakers stand before browsers, and these before programs', () => {
    const alone = (...others: readonly DeviceName[]) => playingIn().and(...others.map(fallsQuiet))
    const gone = (given: Given) => given.and(fallsQuiet('kitchen')).when(after(GONE_MS))
    gone(alone('attic')).leaves({ failover: offered('kitchen', 'study') })
    gone(alone('attic', 'study')).leaves({ failover: offered('kitchen', 'laptop') })
    gone(alone('attic', 'study', 'laptop')).leaves({ failover: offered('kitchen', 'radio') })
    gone(alone('attic', 'study', 'laptop', 'radio')).leaves({ failover: offered('kitchen', null) })
  })

  test('[FO2] it is offered too where the speaker says that it cannot sound', () => {
    playingIn()
      .when(reports('kitchen', 'blocked'))
      .happens('device.changed', 'session.paused')
      .leaves({ failover: offered('kitchen', 'attic', 'speaker-blocked') })
  })

  test('[FO2] ... where it is switched off or removed', () => {
    for (const step of [setDevice('kitchen', { enabled: false }), removeDevice('kitchen')]) {
      playingIn()
        .and(autoFailover(true))
        .and(step)
        .when(after(1))
        .leaves({
          device: null,
          playState: 'paused',
          failover: offered('kitchen', 'attic', 'speaker-removed'),
        })
    }
  })

  test('[FO2] ... and where the new one of a hand-over was not heard and the former one is gone', () => {
    playingIn()
      .and(choose('study'), reports('study', 'ready'), removeDevice('kitchen'))
      .when(after(2_000))
      .leaves({ playState: 'paused', failover: offered('study', 'attic', 'speaker-silent') })
  })

  test('[FO2] nothing is offered where nothing played', () => {
    playingIn()
      .and(pause(), fallsQuiet('kitchen'))
      .when(after(GONE_MS))
      .leaves({ playState: 'paused', failover: null })
  })

  test('[FO3] taken up, the offer is over: chosen and played, or stopped', () => {
    const taken = lostKitchen().and(choose('attic'))
    taken.when(play()).leaves({ playState: 'playing', device: 'attic', failover: null })
    taken.when(after(0)).leaves({ device: 'attic', failover: null })
    lostKitchen().and().when(stop()).leaves({ failover: null })
    lostKitchen()
      .and()
      .when(after(25 * 60 * 60 * 1_000))
      .leaves({ failover: null })
    const released = playingIn().and(setDevice('kitchen', { enabled: false }))
    released.when(after(25 * 60 * 60 * 1_000)).leaves({ playState: 'paused', failover: null })
  })

  test('[FO3] ... and so where the speaker came back and plays', () => {
    lostKitchen()
      .and(isHeardAgain('kitchen'))
      .when(by('kitchen', play()))
      .leaves({ device: 'kitchen', playState: 'playing', failover: null })
  })
})

describe('a failover that was asked for', () => {
  test('[FO4] the music goes on by itself on the next ready device, at the place where it was heard last', () => {
    const told = playingIn().and(autoFailover(true), reports('kitchen', 'progress', { positionMs: 10_000 }))
    const moved = told.and(fallsQuiet('kitchen')).when(after(GONE_MS))
    moved.leaves({ playState: 'playing', device: 'attic', speakerEpoch: 2, failover: null })
    const { events, session } = moved.household
    assert.deepEqual(
      events.slice(-4).map(({ type }) => type),
      ['device.went-offline', 'session.paused', 'session.speaker-changed', 'session.played'],
    )
    assert.equal(session.view.timeline.positionMs, 10_000)
  })

  test('[FO4] a program that only takes orders is offered, and not moved to by itself', () => {
    playingIn()
      .and(autoFailover(true), ...(['attic', 'study', 'laptop'] as const).map(fallsQuiet))
      .and(fallsQuiet('kitchen'))
      .when(after(GONE_MS))
      .leaves({ playState: 'paused', failover: offered('kitchen', 'radio') })
  })

  test('[FO4] a browser that nobody touched is not moved to', () => {
    playingIn()
      .and(autoFailover(true), setDevice('laptop', { capabilities: { unlocked: false } }))
      .and(...(['attic', 'study', 'radio'] as const).map(fallsQuiet), fallsQuiet('kitchen'))
      .when(after(GONE_MS))
      .leaves({ playState: 'paused', failover: offered('kitchen', null) })
  })

  test('[FO5] a loudspeaker that said itself that it cannot sound is left at once', () => {
    playingIn()
      .and(autoFailover(true), reports('kitchen', 'blocked'))
      .when(after(0))
      .leaves({ playState: 'playing', device: 'attic', speakerEpoch: 2 })
  })

  test('[FO5] a browser that waits for a tap has somebody in front of it: there the music waits', () => {
    playingIn('laptop')
      .and(autoFailover(true), reports('laptop', 'blocked'))
      .when(after(60_000))
      .leaves({
        playState: 'paused',
        device: 'laptop',
        failover: offered('laptop', 'attic', 'speaker-blocked'),
      })
  })

  test('[FO5] a called agent that does not answer is left only once its right to sound has lapsed', () => {
    const lost = calledKitchen({ reachable: false })
    const { heardAt } = deviceNamed(lost, 'kitchen')
    assert.equal(lost.session.view.failover?.movesAt, heardAt + LEASE_MS + 1)
    const before = pass(lost, LEASE_MS)
    assert.equal(before.session.view.playState, 'paused')
    const { view } = pass(before, 1).session
    assert.deepEqual([view.playState, view.activeDeviceId], ['playing', deviceId('attic')])
  })

  test('[FO5] ... and heard of meanwhile, later', () => {
    const called = calledKitchen({ reachable: false })
    const lost = pass({ ...called, quiet: new Set() }, 10_000)
    const still = pass({ ...lost, quiet: called.quiet }, LEASE_MS - 1)
    assert.equal(still.session.view.playState, 'paused')
    assert.equal(pass(still, 2).session.view.playState, 'playing')
  })

  test('[FO6] back by then, it is not left', () => {
    const back = attempt(calledKitchen({ reachable: false }), noteKitchen({ reachable: true })).household
    const { view } = pass(back, 2 * LEASE_MS).session
    assert.deepEqual([view.playState, view.activeDeviceId], ['paused', deviceId('kitchen')])
    assert.deepEqual(view.failover, offered('kitchen', 'attic'))
  })

  test('[FO6] whoever pauses meanwhile, or wants it no more, keeps the silence', () => {
    for (const step of [pause(), autoFailover(false)]) {
      if (!('command' in step)) throw new Error('A command is meant')
      const lost = calledKitchen({ reachable: false })
      const { view } = pass(attempt(lost, step.command(lost)).household, 2 * LEASE_MS).session
      assert.equal(view.playState, 'paused')
      assert.deepEqual(view.failover, offered('kitchen', 'attic'))
    }
  })

  test('[FO7] heard of long ago, it is left by nobody but people', () => {
    const { household } = playingIn().and(autoFailover(true), fallsQuiet('kitchen'))
    // The hub was off: no timer was carried out, and the other devices are there again.
    const later = pass({ ...household, timers: new Map() }, 6 * 60_000)
    const judged = attempt(later, { type: 'device.check-presence', deviceId: deviceId('kitchen') })
    assert.deepEqual(judged.household.session.view.failover, offered('kitchen', 'attic'))
  })

  test('[FO7] a move that comes more than a minute late does not come', () => {
    const late = pass({ ...calledKitchen({ reachable: false }), timers: new Map() }, LEASE_MS + 61_000)
    const command = { type: 'session.fail-over', sessionId: SESSION, speakerEpoch: 1 } as const
    const { view } = attempt(late, command).household.session
    assert.equal(view.playState, 'paused')
    assert.deepEqual(view.failover, offered('kitchen', 'attic'))
  })
})

function lostKitchen() {
  return playingIn().and(fallsQuiet('kitchen')).when(after(GONE_MS))
}

/** The kitchen is an agent that the hub calls, plays, and is quiet; this is what calling it showed. */
function calledKitchen(shown: { readonly reachable: boolean }): Household {
  const { household } = playingIn().and(autoFailover(true), fallsQuiet('kitchen'))
  return attempt(asCalledAgent(household, 'kitchen'), noteKitchen(shown)).household
}

function noteKitchen(shown: { readonly reachable: boolean }) {
  return { type: 'device.note-agent', deviceId: deviceId('kitchen'), ...shown } as const
}

function offered(from: DeviceName, to: DeviceName | null, reason: DropOut = 'speaker-lost') {
  return { reason, fromDeviceId: deviceId(from), toDeviceId: to && deviceId(to), movesAt: null }
}
