import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryLeases } from '@baton/testing/fakes/memory-leases'
import { VirtualClock } from '@baton/testing/fakes/virtual-clock'
import { renewedLeases } from './renewed-leases.ts'

test('[U20] work is held as long as it is not given up, and after a killed worker for half a minute', async () => {
  const { clock, worker } = office()
  const [first, second] = [worker('first'), worker('second')]
  assert.equal(await first.leases.take('song'), true)
  assert.equal(await second.leases.take('song'), false)
  await clock.advance(600_000)
  assert.equal(await second.leases.take('song'), false)
  assert.equal(await first.leases.take('song'), true, 'it is asked whether it is held still')
  await first.leases.giveUp('song')
  assert.equal(await second.leases.take('song'), true)
  assert.equal(await first.leases.take('song'), false)
  second.isCut = true
  await clock.advance(20_000)
  assert.equal(await first.leases.take('song'), false)
  await clock.advance(10_000)
  assert.equal(await first.leases.take('song'), true)
  second.isCut = false
  assert.equal(await second.leases.take('song'), false)
  assert.ok(second.failures.length > 0)
})

test('[U20] what a killed worker held lapses at one time, whenever it was taken', async () => {
  const { clock, worker } = office()
  const [first, second] = [worker('first'), worker('second')]
  await first.leases.take('early')
  await clock.advance(4_000)
  await first.leases.take('late')
  first.isCut = true
  await clock.advance(29_000)
  assert.deepEqual([await second.leases.take('early'), await second.leases.take('late')], [false, false])
  await clock.advance(1_000)
  assert.deepEqual([await second.leases.take('early'), await second.leases.take('late')], [true, true])
})

test('[U20] [DL10] work is left before another may begin, and stays broken when its lease is taken anew', async () => {
  const { clock, worker } = office()
  const [first, second] = [worker('first'), worker('second')]
  await first.leases.take('song')
  await clock.advance(600_000)
  assert.equal(first.leases.isUnbroken('song'), true)
  assert.equal(second.leases.isUnbroken('song'), false, 'it was never theirs')
  first.isCut = true
  await clock.advance(19_000)
  assert.equal(first.leases.isUnbroken('song'), true, 'a store that is away for a while breaks nothing')
  first.isCut = false
  await clock.advance(5_000)
  assert.equal(first.leases.isUnbroken('song'), true)
  first.isCut = true
  await clock.advance(25_000)
  assert.equal(first.leases.isUnbroken('song'), false)
  assert.equal(await second.leases.take('song'), false, 'nobody has begun yet')
  await clock.advance(5_000)
  assert.equal(await second.leases.take('song'), true)
  await second.leases.giveUp('song')
  first.isCut = false
  await clock.advance(10_000)
  assert.equal(await second.leases.take('song'), false)
  assert.equal(first.leases.isUnbroken('song'), false, 'another was at it in between')
  await first.leases.giveUp('song')
  assert.equal(await first.leases.take('song'), true)
  assert.equal(first.leases.isUnbroken('song'), true, 'it is begun anew')
  assert.equal(await second.leases.take('song'), false)
  await first.leases.giveUp('song')
  assert.equal(first.leases.isUnbroken('song'), false)
})

test('[U20] a worker that ends gives all up, and what is given up in the middle of a renewal stays so', async () => {
  const { clock, worker } = office()
  const [first, second] = [worker('first'), worker('second')]
  for (const name of ['one', 'two', 'three']) await first.leases.take(name)
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>()
  first.answered = answered
  await clock.advance(5_000)
  const givenUp = first.leases.giveUp('one')
  answer()
  await givenUp
  assert.equal(await second.leases.take('one'), true)
  assert.equal(await second.leases.take('two'), false)
  await first.leases[Symbol.asyncDispose]()
  assert.deepEqual([await second.leases.take('two'), await second.leases.take('three')], [true, true])
  await second.leases[Symbol.asyncDispose]()
  assert.deepEqual([first.failures, second.failures], [[], []])
})

function office() {
  const clock = new VirtualClock(0)
  const installation = memoryLeases(clock)
  const worker = (name: string) => {
    const failures: unknown[] = []
    const leases = renewedLeases({
      clock,
      chance: { uuid: () => name },
      onFailure: (error) => failures.push(error),
      installation: {
        ...installation,
        async takeLeases(...asked) {
          await self.answered
          if (self.isCut) throw new Error('There is no way to the store')
          return installation.takeLeases(...asked)
        },
      },
    })
    const self = { leases, failures, isCut: false, answered: Promise.resolve() }
    return self
  }
  return { clock, worker }
}
