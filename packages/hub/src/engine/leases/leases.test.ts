import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Chance } from '@baton/hub/engine'
import { memoryLeases } from '@baton/testing/fakes/memory-leases'
import { VirtualClock } from '@baton/testing/fakes/virtual-clock'
import { aborted } from './held-loop.ts'
import { leases } from './leases.ts'

test('[W6] one worker does it at a time, and a killed one is followed by another', async () => {
  const { clock, worker, doing } = office()
  const first = worker('first')
  const second = worker('second')
  await clock.advance(60_000)
  assert.deepEqual(doing, ['first begins in generation 1'])
  first.isCut = true
  await clock.advance(8_000)
  assert.deepEqual(doing.slice(1), ['first ends'], 'it stops before another may begin')
  await clock.advance(6_000)
  assert.deepEqual(doing.slice(2), ['second begins in generation 2'])
  first.isCut = false
  await clock.advance(60_000)
  assert.equal(doing.length, 3)
  await second.stop()
  assert.deepEqual(doing.slice(3), ['second ends'])
  await clock.advance(4_000)
  assert.deepEqual(doing.slice(4), ['first begins in generation 3'])
  await first.stop()
})

test('[W6] a holder whose questions stay unanswered stops by itself', async () => {
  const { clock, worker, doing } = office()
  const first = worker('first')
  await clock.advance(1_000)
  first.isStuck = true
  await clock.advance(12_000)
  assert.deepEqual(doing, ['first begins in generation 1', 'first ends'])
})

test('[W8] a worker that stops waits for what it does, and gives the lease up', async () => {
  const { clock, worker, doing, installation } = office()
  const first = worker('first')
  await clock.advance(1_000)
  await first.stop()
  assert.deepEqual(doing, ['first begins in generation 1', 'first ends'])
  assert.deepEqual(await installation.takeLeases(['work'], 'another', 1_000), new Map([['work', 2]]))
  await clock.advance(60_000)
  assert.equal(doing.length, 2)
})

test('[W6] what takes long to end is not begun a second time beside itself', async () => {
  const { clock, worker, doing } = office()
  const first = worker('first')
  await clock.advance(1_000)
  const { promise: tidied, resolve: tidy } = Promise.withResolvers<void>()
  first.lastWork = tidied
  first.isCut = true
  await clock.advance(12_000)
  first.isCut = false
  await clock.advance(12_000)
  assert.deepEqual(doing, ['first begins in generation 1'])
  tidy()
  await clock.advance(4_000)
  assert.deepEqual(doing.slice(1), ['first ends', 'first begins in generation 2'])
  await clock.advance(60_000)
  assert.equal(doing.length, 3)
  await first.stop()
})

test('[W18] what one of many fails at is begun again with the next renewal, and the others never notice', async () => {
  const { clock, worker, doing, asked } = office()
  const first = worker('first')
  let fails = true
  for (const name of ['one', 'two', 'three']) {
    first.keeper.whileHeld(name, async (signal) => {
      if (name === 'two' && fails) throw new Error('It is not my day')
      doing.push(`${name} begins`)
      await aborted(signal)
      doing.push(`${name} ends`)
    })
  }
  await clock.advance(1_000)
  assert.deepEqual(doing, ['first begins in generation 1', 'one begins', 'three begins'])
  assert.deepEqual(first.failures.map(String), ['Error: It is not my day'])
  fails = false
  await clock.advance(4_000)
  assert.deepEqual(doing.slice(3), ['two begins'])
  await clock.advance(40_000)
  assert.equal(doing.length, 4)
  assert.deepEqual(asked, Array(16).fill('work one two three'), 'one question each three seconds')
  await first.keeper[Symbol.asyncDispose]()
  assert.equal(doing.length, 8)
})

test('[W18] one that comes later is asked for at once, and one that ends takes nothing from the others', async () => {
  const { clock, worker, doing, asked } = office()
  const first = worker('first')
  await clock.advance(2_000)
  const endLater = first.keeper.whileHeld('later', async (signal) => {
    doing.push('later begins')
    await aborted(signal)
    doing.push('later ends')
  })
  await clock.advance(100)
  assert.deepEqual(doing.slice(1), ['later begins'])
  assert.deepEqual(asked, ['work', 'work later'])
  await endLater()
  await clock.advance(60_000)
  assert.deepEqual(doing.slice(2), ['later ends'])
  assert.equal(asked.at(-1), 'work')
  const second = worker('second')
  await clock.advance(5_000)
  assert.equal(doing.length, 3)
  await first.stop()
  await second.stop()
})

function office() {
  const clock = new VirtualClock(0)
  const doing: string[] = []
  const asked: string[] = []
  const installation = memoryLeases(clock)
  const worker = (name: string) => {
    const failures: unknown[] = []
    const onFailure = (error: unknown) => failures.push(error)
    const chance: Pick<Chance, 'uuid'> = { uuid: () => name }
    const keeper = leases({
      clock,
      chance,
      onFailure,
      installation: {
        ...installation,
        async takeLeases(names, ...more) {
          asked.push(names.join(' '))
          if (self.isStuck) await new Promise(() => {})
          if (self.isCut) throw new Error('There is no way to the store')
          return installation.takeLeases(names, ...more)
        },
      },
    })
    const stop = keeper.whileHeld('work', async (signal, generation) => {
      doing.push(`${name} begins in generation ${generation}`)
      await aborted(signal)
      await self.lastWork
      doing.push(`${name} ends`)
    })
    const self = { isCut: false, isStuck: false, lastWork: Promise.resolve(), failures, keeper, stop }
    return self
  }
  return { clock, worker, doing, installation, asked }
}
