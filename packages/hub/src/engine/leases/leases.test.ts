import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Chance, Installation } from '@baton/hub/engine'
import { VirtualClock } from '@baton/testing/fakes/virtual-clock'
import { leases } from './leases.ts'

test('[W6] one worker does it at a time, and a killed one is followed by another', async () => {
  const { clock, worker, doing } = office()
  const first = worker('first')
  const second = worker('second')
  await clock.advance(60_000)
  assert.deepEqual(doing, ['first begins in generation 1'])
  first.isCut = true
  await clock.advance(12_000)
  assert.deepEqual(doing.slice(1), ['first ends'], 'it stops before another may begin')
  await clock.advance(8_000)
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
  assert.equal(await installation.takeLease('work', 'another', 1_000), 2)
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

function office() {
  const clock = new VirtualClock(0)
  const doing: string[] = []
  let row = { holder: '', until: 0, generation: 0 }
  const installation: Installation = {
    agree: async (_, offered) => offered,
    async takeLease(_, holder, forMs) {
      const now = clock.wallMs()
      if (row.holder !== holder && row.until > now) return null
      const renewed = row.holder === holder && row.until > now
      row = { holder, until: now + forMs, generation: row.generation + (renewed ? 0 : 1) }
      return row.generation
    },
    async giveUpLease(_, holder) {
      if (row.holder === holder) row = { ...row, until: 0 }
    },
    leaveErrand: async () => {},
    takeErrands: async () => [],
  }
  const worker = (name: string) => {
    const self = { isCut: false, isStuck: false, lastWork: Promise.resolve(), stop: async () => {} }
    const chance: Pick<Chance, 'uuid'> = { uuid: () => name }
    const own: Installation = {
      ...installation,
      async takeLease(...asked) {
        if (self.isStuck) await new Promise(() => {})
        if (self.isCut) throw new Error('There is no way to the store')
        return installation.takeLease(...asked)
      },
    }
    const keeper = leases({ installation: own, clock, chance, onFailure: () => {} })
    self.stop = keeper.whileHeld('work', async (signal, generation) => {
      doing.push(`${name} begins in generation ${generation}`)
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      await self.lastWork
      doing.push(`${name} ends`)
    })
    return self
  }
  return { clock, worker, doing, installation }
}
