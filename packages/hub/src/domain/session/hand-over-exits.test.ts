import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type HandOver, LEASE_MS, type OfferId } from '@baton/protocol'
import {
  after,
  asCalledAgent,
  by,
  choose,
  clear,
  deviceId,
  fallsQuiet,
  type Given,
  given,
  isHeardAgain,
  movedToStudy,
  next,
  offeredToStudy,
  pause,
  play,
  playingIn,
  queueOfThree,
  removeDevice,
  reports,
  seek,
  setDevice,
  stop,
  type Then,
} from '../../../../testing/src/domain/index.ts'

describe('a hand-over that does not go as it should', () => {
  test('[H6] nobody got ready in time: nothing has changed', () => {
    const expired = offeredToStudy()
      .when(after(2_000))
      .happens('session.handover-failed')
      .leaves({ device: 'kitchen', speakerEpoch: 1, offer: null, positionMs: 12_000, playState: 'playing' })
    assert.equal(failure(expired), 'unconfirmed')
  })

  test('[H6] ready after the time is refused', () => {
    const { offer } = offeredToStudy().household.session.view
    offeredToStudy()
      .and(after(2_000))
      .when(reports('study', 'ready', { offerId: offer?.offerId as OfferId }))
      .isRefused('handover.not-found')
  })

  test('[H7] the other device may not sound yet: the offer is over, the music goes on', () => {
    const blocked = playingIn()
      .and(choose('laptop'))
      .when(reports('laptop', 'blocked'))
      .happens('device.changed', 'session.handover-failed')
      .leaves({ device: 'kitchen', speakerEpoch: 1, offer: null, playState: 'playing' })
    assert.equal(failure(blocked), 'blocked')
    blocked.and().when(choose('laptop')).isRefused('device.needs-tap')
  })

  test('[H8] the new speaker is not heard: back to the former one, where it fell silent', () => {
    const back = movedToStudy()
      .and(after(100), reports('kitchen', 'silenced', { epoch: 1, positionMs: 10_090 }))
      .when(after(2_000))
      .happens('session.speaker-changed')
      .leaves({
        device: 'kitchen',
        speakerEpoch: 3,
        positionMs: 10_090,
        handOver: null,
        playState: 'playing',
      })
    back.and().when(after(500)).leaves({ positionMs: 10_590 })
    back
      .and()
      .when(reports('study', 'sounding', { epoch: 2, positionMs: 10_090 }))
      .isRefused('speaker.stale')
  })

  test('[H8] where the former one did not say so, back to where the music would be', () => {
    movedToStudy().when(after(2_000)).leaves({ device: 'kitchen', speakerEpoch: 3, positionMs: 12_000 })
  })

  test('[H8] a new speaker that is heard in time is not given up', () => {
    movedToStudy()
      .and(after(1_999), reports('study', 'sounding', { positionMs: 10_000 }))
      .when(after(5_000))
      .leaves({ device: 'study', speakerEpoch: 2, playState: 'playing' })
  })

  test('[H9] the former speaker is gone too: the music waits where it was heard last', () => {
    const paused = movedToStudy()
      .and(reports('kitchen', 'silenced', { epoch: 1, positionMs: 10_090 }), removeDevice('kitchen'))
      .when(after(2_000))
      .happens('session.paused')
      .leaves({ playState: 'paused', positionMs: 10_090, device: 'study', speakerEpoch: 2, handOver: null })
    assert.equal(pauseReason(paused), 'speaker-silent')
  })

  test('[H9] a former speaker that never reports or is switched off is not gone back to', () => {
    const fromRadio = playingIn('radio').and(choose('study'), reports('study', 'ready'))
    fromRadio.when(after(2_000)).leaves({ playState: 'paused', device: 'study' })
    movedToStudy()
      .and(setDevice('kitchen', { enabled: false }))
      .when(after(2_000))
      .happens('session.paused')
  })

  test('[H23] one that has not said that it is silent may be heard still: it keeps the music', () => {
    const kept = playingIn()
      .and(fallsQuiet('kitchen'), after(19_000), choose('study'), reports('study', 'ready'))
      .when(after(2_000))
      .happens('session.speaker-changed')
      .leaves({ device: 'kitchen', playState: 'playing', handOver: null })
    const changed = kept.household.events.at(-1)
    assert.equal(changed?.type === 'session.speaker-changed' && changed.reason, 'unanswered')
    kept.and().when(choose('study')).isRefused('speaker.unreachable')
    kept.and(choose('study', true)).when(after(0)).leaves({ device: 'study', unsilenced: [] })
  })

  test('[H25] a called agent that is not heard in time is waited for: told to play, it may begin late', () => {
    const moved = given(
      asCalledAgent(playingIn().household, 'study'),
      choose('study'),
      reports('study', 'ready'),
    ).and(after(100), reports('kitchen', 'silenced', { epoch: 1, positionMs: 10_090 }))
    const until = moved.household.now - 100 + LEASE_MS
    const unsilenced = [{ deviceId: deviceId('study'), until }]
    moved.when(after(2_000)).leaves({ device: 'kitchen', playState: 'playing', unsilenced })
    moved
      .and(after(2_000))
      .when(reports('study', 'silenced', { epoch: 3 }))
      .leaves({ device: 'kitchen', playState: 'playing', unsilenced: [] })
    moved
      .when(reports('study', 'sounding', { positionMs: 10_090 }))
      .leaves({ device: 'study', unsilenced: [] })
    moved
      .and(removeDevice('kitchen'))
      .when(after(2_000))
      .leaves({ device: 'study', playState: 'paused', unsilenced })
  })

  test('[H22] whoever is paused is waited for before another begins, until it says that it is silent', () => {
    const moved = playingIn().and(after(1_000), pause(), choose('study'), play())
    const [waiting] = moved.household.session.view.unsilenced ?? []
    assert.equal(waiting?.deviceId, deviceId('kitchen'))
    assert.equal(waiting?.until, moved.household.now + LEASE_MS)
    moved
      .when(reports('kitchen', 'silenced', { epoch: 1 }))
      .happens('session.speaker-silenced')
      .leaves({ unsilenced: [], device: 'study', playState: 'playing' })
    moved.and(after(LEASE_MS), pause()).when(play()).leaves({ playState: 'playing' })
  })

  test('[H24] somebody who prefers two to none says now to the device that waits', () => {
    const waits = playingIn().and(pause(), choose('study'), play())
    waits.when(choose('study')).changesNothing()
    waits
      .and()
      .when(choose('study', true))
      .happens('session.speaker-changed')
      .leaves({ device: 'study', unsilenced: [], playState: 'playing' })
  })

  test('[H22] what was said before somebody was told to be silent answers an earlier wait', () => {
    const waits = playingIn().and(pause(), after(3_000), play(), pause(), choose('study'))
    waits.when(reports('kitchen', 'silenced', { epoch: 1, ageMs: 2_000 })).changesNothing()
    waits
      .and()
      .when(reports('kitchen', 'silenced', { epoch: 1, ageMs: 0 }))
      .leaves({ unsilenced: [] })
  })

  test('[H9] with a third device that may be heard still, nobody is gone back to', () => {
    playingIn()
      .and(pause(), choose('study'), play(), choose('attic'), reports('attic', 'ready'))
      .and(reports('study', 'silenced', { epoch: 2 }))
      .when(after(2_000))
      .happens('session.paused')
  })

  test('[H10] the new speaker may not sound: it is given up at once', () => {
    const moved = playingIn().and(choose('laptop'), reports('laptop', 'ready'))
    moved
      .when(reports('laptop', 'blocked'))
      .happens('device.changed', 'session.speaker-changed')
      .leaves({ device: 'kitchen', speakerEpoch: 3, playState: 'playing' })
    moved
      .and(removeDevice('kitchen'))
      .when(reports('laptop', 'blocked'))
      .leaves({ device: 'laptop', playState: 'paused' })
  })

  test('[H11] a later hand-over supersedes an offer', () => {
    const first = offeredToStudy()
    const { offer } = first.household.session.view
    const second = first
      .when(choose('attic'))
      .happens('session.handover-failed', 'session.handover-offered')
      .leaves({ device: 'kitchen' })
    assert.equal(failure(second), 'superseded')
    second
      .and()
      .when(reports('study', 'ready', { offerId: offer?.offerId as OfferId }))
      .isRefused('handover.not-found')
    second.and().when(reports('attic', 'ready')).leaves({ device: 'attic', speakerEpoch: 2 })
  })

  test('[H11] choosing the present speaker takes an offer back', () => {
    const cancelled = offeredToStudy().when(choose('kitchen')).happens('session.handover-failed')
    assert.equal(failure(cancelled), 'cancelled')
    playingIn().when(choose('kitchen')).changesNothing()
  })

  test('[H11] a later hand-over also supersedes one that is not heard yet', () => {
    movedToStudy()
      .and(choose('attic'), reports('attic', 'ready'))
      .when(reports('attic', 'sounding', { positionMs: 10_000 }))
      .leaves({ device: 'attic', speakerEpoch: 3, handOver: null })
      .and()
      .when(after(5_000))
      .leaves({ device: 'attic', playState: 'playing' })
  })

  test('[H13] paused meanwhile, the other device takes over in silence', () => {
    offeredToStudy()
      .and(after(300), pause())
      .when(reports('study', 'ready'))
      .leaves({ device: 'study', playState: 'paused', positionMs: 10_300, handOver: null })
      .and()
      .when(after(10_000))
      .leaves({ device: 'study', playState: 'paused', positionMs: 10_300 })
  })

  test('[H13] paused after the commit, the new speaker keeps the right to sound', () => {
    movedToStudy()
      .and(pause())
      .when(after(5_000))
      .leaves({ device: 'study', playState: 'paused', handOver: null })
  })

  test('[H13] what is sought during an offer is where the new speaker goes on', () => {
    offeredToStudy()
      .and(seek(60_000))
      .when(reports('study', 'ready'))
      .leaves({ positionMs: 60_000, device: 'study' })
  })

  test('[H13] what is sought before the former speaker is silent is not undone by its place', () => {
    movedToStudy()
      .and(after(10), seek(60_000), after(40))
      .when(reports('kitchen', 'silenced', { epoch: 1, positionMs: 10_030 }))
      .leaves({ positionMs: 60_040 })
      .and()
      .when(reports('study', 'sounding', { positionMs: 60_040 }))
      .leaves({ positionMs: 60_040, handOver: null })
  })

  test('[H13] what is sought between the two speakers is where the new one starts', () => {
    const sought = movedToStudy()
      .and(reports('kitchen', 'silenced', { epoch: 1, positionMs: 10_030 }), seek(60_000))
      .when(after(100))
      .leaves({ positionMs: 60_000, playState: 'playing' })
    sought.and().when(after(1_900)).leaves({ device: 'kitchen', positionMs: 60_000 })
    sought
      .and(reports('study', 'sounding', { positionMs: 60_000 }))
      .when(after(50))
      .leaves({ positionMs: 60_050 })
  })

  test('[H13] another track between the two speakers starts at its beginning, on either', () => {
    const moved = movedToStudy().and(
      after(10),
      reports('kitchen', 'silenced', { epoch: 1, positionMs: 10_030 }),
      next(),
    )
    moved.when(after(100)).leaves({ track: 2, positionMs: 0 })
    moved.when(after(2_000)).leaves({ device: 'kitchen', track: 2, positionMs: 0, playState: 'playing' })
  })

  test('[H14] who does not hold the right to sound is not believed', () => {
    movedToStudy()
      .when(reports('kitchen', 'progress', { epoch: 1 }))
      .isRefused('speaker.stale')
    movedToStudy().when(reports('kitchen', 'progress')).isRefused('speaker.not-active')
    playingIn()
      .when(reports('kitchen', 'progress', { epoch: 7 }))
      .isRefused('speaker.stale', { epoch: 1 })
    playingIn().when(reports('study', 'ready')).isRefused('handover.not-found')
    offeredToStudy().when(reports('attic', 'ready')).isRefused('handover.not-found')
  })

  test('[H14] ready from a device that was switched off meanwhile is refused', () => {
    playingIn()
      .and(choose('laptop'), setDevice('laptop', { capabilities: { unlocked: false } }))
      .when(reports('laptop', 'ready'))
      .isRefused('device.needs-tap')
  })

  test('[H17] stopping, or the end of the queue, takes an offer back', () => {
    offeredToStudy().when(stop()).happens('session.handover-failed', 'session.stopped')
    offeredToStudy().when(clear()).leaves({ offer: null, playState: 'stopped' })
    offeredToStudy().and(next(), next()).when(next()).leaves({ offer: null, playState: 'stopped' })
  })

  test('[H17] an offer ends when one of its two devices leaves the house', () => {
    offeredToStudy()
      .when(removeDevice('study'))
      .happens('device.removed', 'session.handover-failed')
      .leaves({ device: 'kitchen', playState: 'playing' })
    offeredToStudy()
      .when(removeDevice('kitchen'))
      .happens('device.removed', 'session.handover-failed', 'session.paused', 'session.speaker-changed')
      .leaves({ device: null, playState: 'paused', positionMs: 10_000 })
  })

  test('[H17] an offer does not outlive a play that had to find another speaker', () => {
    const found = playingIn()
      .and(
        fallsQuiet('kitchen'),
        after(19_000),
        choose('study'),
        pause(),
        setDevice('kitchen', { name: 'Kitchen' }),
      )
      .and(setDevice('kitchen', { capabilities: { sound: false } }))
      .when(by('attic', play()))
      .happens('session.handover-failed', 'session.speaker-changed', 'session.played')
      .leaves({ device: 'attic', offer: null })
    assert.equal(failure(found), 'superseded')
  })

  test('[H18] going back to the device that was just chosen again takes that offer', () => {
    const chosen = movedToStudy().and(after(1_000), choose('kitchen'))
    const { offer } = chosen.household.session.view
    const back = chosen
      .when(after(1_000))
      .happens('session.speaker-changed')
      .leaves({ device: 'kitchen', speakerEpoch: 3, offer: null, speakerOfferId: offer?.offerId as OfferId })
    const changed = back.household.events.at(-1)
    assert.equal(changed?.type === 'session.speaker-changed' && changed.offerId, offer?.offerId)
    back.and().when(after(5_000)).leaves({ device: 'kitchen', playState: 'playing' })
  })

  test('[H18] going back leaves an offer to a third device as it is', () => {
    movedToStudy()
      .and(after(1_000), choose('attic'), after(1_000))
      .when(reports('attic', 'ready'))
      .leaves({ device: 'attic', speakerEpoch: 4 })
  })

  test('[H9] a speaker that comes back after the end of its hand-over waits to be asked', () => {
    const waiting: Given = queueOfThree().and(
      by('kitchen', play()),
      after(1_000),
      choose('study'),
      reports('study', 'ready'),
      removeDevice('kitchen'),
      after(3_000),
      fallsQuiet('study'),
      isHeardAgain('study'),
    )
    waiting
      .when(reports('study', 'sounding', { positionMs: 1_000 }))
      .changesNothing()
      .leaves({ playState: 'paused' })
  })

  test('[H3] the state between commit and sound says from where to where', () => {
    const { handOver } = movedToStudy().household.session.view
    const { fromDeviceId, toDeviceId } = handOver as HandOver
    assert.deepEqual([fromDeviceId, toDeviceId], [deviceId('kitchen'), deviceId('study')])
  })
})

function failure({ household }: Then): string | null {
  const failed = household.events.findLast((event) => event.type === 'session.handover-failed')
  return failed?.reason ?? null
}

function pauseReason({ household }: Then): string | null {
  const paused = household.events.findLast((event) => event.type === 'session.paused')
  return paused?.reason ?? null
}
