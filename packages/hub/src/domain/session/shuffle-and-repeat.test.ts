import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  by,
  clear,
  enqueue,
  given,
  householdWith,
  jump,
  move,
  next,
  observed,
  play,
  playingIn,
  repeat,
  reports,
  shuffle,
} from '../../../../testing/src/domain/index.ts'
import { shuffledOrder } from '../lists/shuffled-order.ts'

const TEN = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]

/** Ten tracks, of which the fourth sounds. */
function ten() {
  return given(householdWith('kitchen'), enqueue(TEN), by('kitchen', play()), jump(3))
}

describe('shuffle and repeat', () => {
  test('[Q10] shuffling keeps the current entry, as the first of a permutation, and is not heard', () => {
    const { household } = ten()
      .when(shuffle(true))
      .happens('queue.shuffled', 'session.options-changed')
      .leaves({ track: 4, shuffle: true })
    const { order } = observed(household)
    assert.equal(order[0], 4)
    assert.deepEqual(
      [...order].sort((a, b) => a - b),
      TEN,
    )
    assert.notDeepEqual(order, [4, 1, 2, 3, 5, 6, 7, 8, 9, 10])
  })

  test('[Q10] the permutation follows from the seed alone, and every place is possible', () => {
    assert.deepEqual(shuffledOrder(TEN, 7), shuffledOrder(TEN, 7))
    const firsts = new Set(Array.from({ length: 200 }, (_, seed) => shuffledOrder(TEN, seed)[0]))
    assert.equal(firsts.size, TEN.length)
  })

  test('[Q10] shuffling what is shuffled keeps the permutation', () => {
    ten().and(shuffle(true)).when(shuffle(true)).changesNothing()
    ten().when(shuffle(false)).changesNothing()
  })

  test('[Q10] playing through a shuffled queue follows the permutation and keeps it', () => {
    let led = ten().and(shuffle(true))
    const { order } = observed(led.household)
    for (const track of order.slice(1)) {
      led = led.and(reports('kitchen', 'ended'))
      assert.equal(observed(led.household).track, track)
      assert.equal(observed(led.household).shuffle, true)
    }
    assert.deepEqual(observed(led.household).order, order)
  })

  test('[Q11] un-shuffling goes back to the own order, at the current entry', () => {
    const shuffled = ten().and(shuffle(true), next())
    const { track } = observed(shuffled.household)
    shuffled
      .when(shuffle(false))
      .happens('queue.unshuffled', 'session.options-changed')
      .leaves({ order: TEN, track, nextTrack: track === 10 ? null : Number(track) + 1, shuffle: false })
  })

  test('[Q12] while shuffled, tracks come behind the current entry or at the end of both orders', () => {
    const shuffled = ten().and(shuffle(true))
    const { order } = observed(shuffled.household)
    const [first = 0, ...rest] = order
    shuffled
      .when(enqueue([20], 'next'))
      .leaves({ order: [first, 20, ...rest], nextTrack: 20 })
      .and()
      .when(shuffle(false))
      .leaves({ order: [1, 2, 3, 4, 20, 5, 6, 7, 8, 9, 10] })
    shuffled
      .when(enqueue([20]))
      .leaves({ order: [...order, 20] })
      .and()
      .when(shuffle(false))
      .leaves({ order: [...TEN, 20] })
  })

  test('[Q12] while shuffled, moving changes the order that plays and not the own one', () => {
    const shuffled = ten().and(shuffle(true))
    const { order } = observed(shuffled.household)
    const moved = order.filter((track) => track !== 9)
    shuffled
      .when(move(8, null))
      .leaves({ order: [9, ...moved] })
      .and()
      .when(shuffle(false))
      .leaves({ order: TEN })
  })

  test('[Q12] a queue that is emptied stays shuffled for what is added later', () => {
    ten()
      .and(shuffle(true), clear())
      .when(enqueue([5, 6]))
      .leaves({ shuffle: true, order: [5, 6], track: 5 })
  })

  test('[Q13] repeat changes what comes next and nothing else', () => {
    const third = playingIn().and(jump(2))
    third.when(repeat('all')).happens('session.options-changed').leaves({ nextTrack: 1, track: 3 })
    third.when(repeat('one')).leaves({ nextTrack: 3 })
    third.and(repeat('one')).when(repeat('off')).leaves({ nextTrack: null })
    third.when(repeat('off')).changesNothing()
  })
})
