import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { MAX_QUEUE_LENGTH } from '@baton/protocol'
import {
  after,
  by,
  clear,
  enqueue,
  enqueueAfter,
  given,
  type Household,
  householdWith,
  jump,
  move,
  next,
  pause,
  play,
  playingIn,
  queueOfThree,
  remove,
  removeEntries,
  repeat,
  reports,
  SESSION,
  say,
} from '../../../../testing/src/domain/index.ts'

describe('editing the queue', () => {
  test('[Q1] a queue with entries has a current one, an empty queue has none', () => {
    given(householdWith('kitchen'))
      .when(enqueue([5]))
      .leaves({ track: 5 })
    playingIn().when(clear()).leaves({ track: null, nextTrack: null })
    queueOfThree()
      .when(remove(0, 1, 2))
      .leaves({ track: null, order: [] })
  })

  test('[Q2] each added track is an entry of its own, and the receipt names them', () => {
    queueOfThree()
      .when(enqueue([7, 7]))
      .happens('queue.extended')
      .leaves({ order: [1, 2, 3, 7, 7] })
      .check((household, outcome) => {
        assert.ok('outcome' in outcome)
        const ids = household.session.queue?.entries.map((entry) => entry.entryId) ?? []
        assert.equal(new Set(ids).size, 5)
        assert.deepEqual(outcome.outcome.result.entryIds, ids.slice(3))
      })
  })

  test('[Q3] tracks go to the end, behind the current entry, in front, or behind a named one', () => {
    const second = playingIn().and(next())
    second.when(enqueue([8, 9])).leaves({ order: [1, 2, 3, 8, 9], track: 2 })
    second.when(enqueue([8, 9], 'next')).leaves({ order: [1, 2, 8, 9, 3], track: 2, nextTrack: 8 })
    second.when(enqueueAfter([8, 9], null)).leaves({ order: [8, 9, 1, 2, 3], track: 2 })
    second.when(enqueueAfter([8, 9], 2)).leaves({ order: [1, 2, 3, 8, 9], track: 2 })
  })

  test('[Q3] `now` stands behind the current entry and plays at once', () => {
    playingIn()
      .when(enqueue([8, 9], 'now'))
      .leaves({ order: [1, 8, 9, 2, 3], track: 8, positionMs: 0, playState: 'playing' })
    playingIn()
      .and(pause())
      .when(enqueue([8], 'now'))
      .leaves({ track: 8, playState: 'playing' })
    queueOfThree()
      .when(enqueue([8], 'now'))
      .isRefused('session.no-speaker')
  })

  test('[Q4] into an empty queue the first track comes as the current one, in silence', () => {
    given(householdWith('kitchen'))
      .when(by('kitchen', enqueue([5, 6])))
      .leaves({ track: 5, nextTrack: 6, playState: 'stopped', device: null, positionMs: 0 })
    given(householdWith('kitchen'))
      .when(by('kitchen', enqueue([5, 6], 'now')))
      .leaves({ track: 5, playState: 'playing', device: 'kitchen' })
    given(householdWith('kitchen'))
      .when(enqueue([5], 'next'))
      .leaves({ track: 5, order: [5] })
  })

  test('[Q5] one unknown track refuses them all', () => {
    queueOfThree()
      .when(enqueue([4, 999, 5]))
      .isRefused('library.track-not-found')
    const at = 'end'
    const albumId = SESSION as never
    queueOfThree()
      .when(say({ type: 'queue.enqueue', sessionId: SESSION, source: { albumId }, at }))
      .isRefused('library.album-not-found')
    queueOfThree()
      .when(say({ type: 'queue.enqueue', sessionId: SESSION, source: { artistId: albumId }, at }))
      .isRefused('library.artist-not-found')
  })

  test('[Q5] a place behind an entry that is not there is refused', () => {
    const gone = queueOfThree().household.session.queue?.entries[1]?.entryId ?? null
    const { source, at } = {
      source: { trackIds: [queueOfThree().household.library[3]?.trackId as never] },
      at: { after: gone },
    }
    queueOfThree()
      .and(remove(1))
      .when(say({ type: 'queue.enqueue', sessionId: SESSION, source, at }))
      .isRefused('queue.entry-not-found')
  })

  test('[Q6] a queue holds at most 10,000 entries', () => {
    const thousand = Array.from({ length: 1_000 }, (_, i) => (i % 39) + 1)
    const nearlyFull = given(
      householdWith('kitchen'),
      ...Array.from({ length: 10 }, () => enqueue(thousand)),
      remove(0),
    )
    nearlyFull.when(enqueue([1])).check((household) => {
      assert.equal(household.session.queue?.entries.length, MAX_QUEUE_LENGTH)
    })
    nearlyFull.when(enqueue([1, 2])).isRefused('queue.full', { limit: 10_000 })
  })

  test('[Q7] an entry is moved behind another, and the current one stays the current one', () => {
    playingIn()
      .when(move(0, 2))
      .happens('queue.entry-moved', 'session.next-announced')
      .leaves({ order: [2, 3, 1], track: 1, nextTrack: null, positionMs: 10_000 })
    playingIn()
      .when(move(2, null))
      .happens('queue.entry-moved')
      .leaves({ order: [3, 1, 2], track: 1 })
    playingIn()
      .when(move(2, 0))
      .leaves({ order: [1, 3, 2], nextTrack: 3 })
  })

  test('[Q7] an entry that stands there already is not moved', () => {
    playingIn().when(move(1, 0)).changesNothing()
    playingIn().when(move(1, 1)).changesNothing()
    playingIn().when(move(0, null)).changesNothing()
  })

  test('[Q7] what is not in the queue is not moved', () => {
    const [first, second] = entryIds(queueOfThree().household)
    const one = queueOfThree().and(remove(0))
    one
      .when(say({ type: 'queue.move', sessionId: SESSION, entryId: first, after: null }))
      .isRefused('queue.entry-not-found')
    one
      .when(say({ type: 'queue.move', sessionId: SESSION, entryId: second, after: first }))
      .isRefused('queue.entry-not-found')
  })

  test('[Q8] removing another entry is not heard', () => {
    playingIn().when(remove(2)).happens('queue.entries-removed').leaves({ track: 1, positionMs: 10_000 })
    playingIn()
      .when(remove(1))
      .happens('queue.entries-removed', 'session.next-announced')
      .leaves({ nextTrack: 3, positionMs: 10_000 })
  })

  test('[Q8] where the current entry is removed, the next one that stays takes its place', () => {
    playingIn().when(remove(0, 1)).leaves({ track: 3, positionMs: 0, playState: 'playing' })
    playingIn().and(pause()).when(remove(0)).leaves({ track: 2, positionMs: 0, playState: 'paused' })
    queueOfThree().when(remove(0)).leaves({ track: 2, playState: 'stopped' })
    playingIn().and(jump(2), repeat('all')).when(remove(2)).leaves({ track: 1, playState: 'playing' })
  })

  test('[Q8] where nothing behind it stays, it stops at the first entry', () => {
    playingIn().and(jump(2)).when(remove(2)).leaves({ track: 1, playState: 'stopped', positionMs: 0 })
    playingIn()
      .when(remove(0, 1, 2))
      .leaves({ track: null, playState: 'stopped', device: 'kitchen' })
  })

  test('[Q8] one unknown entry refuses them all', () => {
    const [first, second] = entryIds(queueOfThree().household)
    queueOfThree()
      .and(remove(0))
      .when(removeEntries([second, first]))
      .isRefused('queue.entry-not-found', { entryId: first })
  })

  test('[Q9] clear empties the queue and stops', () => {
    playingIn()
      .when(clear())
      .happens('queue.cleared', 'session.stopped')
      .leaves({ order: [], playState: 'stopped', positionMs: 0, device: 'kitchen' })
    given(householdWith('kitchen')).when(clear()).changesNothing()
  })

  test('[Q14] whatever changes what comes next announces it', () => {
    playingIn()
      .when(enqueue([9], 'next'))
      .happens('queue.extended', 'session.next-announced')
      .leaves({ nextTrack: 9 })
    playingIn()
      .when(enqueue([9]))
      .happens('queue.extended')
      .leaves({ nextTrack: 2 })
    playingIn()
      .and(jump(2))
      .when(enqueue([9]))
      .leaves({ nextTrack: 9 })
  })

  test('[Q15] the current entry is marked playing, one that ended played, one that was left queued', () => {
    assert.deepEqual(statuses(queueOfThree().household), ['playing', 'queued', 'queued'])
    assert.deepEqual(statuses(playingIn().and(reports('kitchen', 'ended')).household), [
      'played',
      'playing',
      'queued',
    ])
    assert.deepEqual(statuses(playingIn().and(next()).household), ['queued', 'playing', 'queued'])
    assert.deepEqual(statuses(playingIn().and(reports('kitchen', 'failed')).household), [
      'failed',
      'playing',
      'queued',
    ])
    const ended = playingIn().and(jump(2), reports('kitchen', 'ended'))
    assert.deepEqual(statuses(ended.household), ['playing', 'queued', 'played'])
  })

  test('[Q16] once all have failed, a track that is added becomes the current one', () => {
    const failed = given(
      householdWith('kitchen'),
      enqueue([1]),
      by('kitchen', play()),
      reports('kitchen', 'failed'),
    )
    failed
      .when(enqueue([2]))
      .leaves({ track: 2, playState: 'stopped' })
      .and(after(1))
      .when(play())
      .leaves({ track: 2, playState: 'playing' })
  })
})

function entryIds(household: Household) {
  const [first, second] = household.session.queue?.entries.map((entry) => entry.entryId) ?? []
  if (!first || !second) throw new Error('The queue has fewer than two entries')
  return [first, second] as const
}

function statuses(household: Household) {
  return household.session.queue?.entries.map((entry) => entry.status)
}
