import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DueChange } from '@baton/hub/engine'
import type { CommandId } from '@baton/protocol'
import { BEGIN, type Home, loaded, newHome, type OpenedStore, receiptFor, step } from './fixtures.ts'

export function timerRules(opened: () => OpenedStore): void {
  const change = (home: Home, ...due: DueChange[]) =>
    opened().store.transact(home.householdId, {}, () => ({
      value: null,
      writes: { at: BEGIN, events: [], due },
    }))
  const timer = (key: string, at: number, says = key): DueChange => ({
    key,
    due: { at, command: { type: says } },
  })

  test('[K19] a key holds one timer: set again it is replaced, null takes it away', async () => {
    const home = await newHome(opened())
    await change(home, timer('a', 10), timer('b', 20))
    await change(home, timer('a', 30, 'again'), { key: 'b', due: null }, { key: 'never set', due: null })
    const works = await opened().store.dueBefore(BEGIN, 100)
    assert.deepEqual(
      works.filter((work) => work.householdId === home.householdId),
      [{ householdId: home.householdId, key: 'a', at: 30, command: { type: 'again' } }],
    )
    await change(home, { key: 'a', due: null })
  })

  test('[K19] due work comes oldest first, up to the limit, and the earliest instant is known', async () => {
    const home = await newHome(opened())
    const neighbour = await newHome(opened())
    const { store } = opened()
    assert.equal(await store.nextDueAt().then((at) => at === null || at > 7), true)
    await change(home, timer('late', 9), timer('early', 5))
    await change(neighbour, timer('early', 7), timer('far', BEGIN * 2))
    assert.equal(await store.nextDueAt(), 5)
    const keys = (works: Awaited<ReturnType<typeof store.dueBefore>>) =>
      works.map((work) => [work.householdId, work.key])
    const expected = [
      [home.householdId, 'early'],
      [neighbour.householdId, 'early'],
      [home.householdId, 'late'],
    ]
    assert.deepEqual(keys(await store.dueBefore(9, 100)), expected)
    assert.deepEqual(keys(await store.dueBefore(9, 2)), expected.slice(0, 2))
    assert.deepEqual(keys(await store.dueBefore(8, 100)), expected.slice(0, 2))
    await change(home, { key: 'late', due: null }, { key: 'early', due: null })
    await change(neighbour, { key: 'early', due: null }, { key: 'far', due: null })
  })

  const horizon = { receiptsBefore: 0, eventsBefore: 0, keepEvents: 1_000_000 }

  test('[K23] events beyond the number to keep go, oldest first, and the floor says how far', async () => {
    const home = await newHome(opened())
    const { store } = opened()
    for (let nth = 0; nth < 8; nth++) await step(store, home)
    await store.prune({ ...horizon, keepEvents: 3 })
    assert.deepEqual(await remaining(opened(), home), { floor: 5, seqs: [6, 7, 8] })
    await store.prune({ ...horizon, keepEvents: 3 })
    assert.deepEqual(await remaining(opened(), home), { floor: 5, seqs: [6, 7, 8] })
    assert.equal(await step(store, home), 9)
  })

  test('[K23] events older than the horizon go, and never one from the middle', async () => {
    const home = await newHome(opened())
    const { store } = opened()
    for (const at of [10, 20, 30, 40]) await step(store, home, { at: BEGIN + at })
    const { events } = await store.prune({ ...horizon, eventsBefore: BEGIN + 30 })
    assert.ok(events >= 2)
    assert.deepEqual(await remaining(opened(), home), { floor: 2, seqs: [3, 4] })
    await store.prune({ ...horizon, eventsBefore: BEGIN + 99 })
    assert.deepEqual(await remaining(opened(), home), { floor: 4, seqs: [] })
    assert.equal(await step(store, home), 5)
  })

  test('[K23] more than one step of events goes in one call', async () => {
    const home = await newHome(opened())
    const events = Array.from({ length: 2_300 }, (_, index) => ({
      room: home.room,
      audience: home.userId,
      revision: index,
      event: { type: 'queue.cleared' } as const,
    }))
    await opened().store.transact(home.householdId, {}, () => ({
      value: null,
      writes: { at: BEGIN, events },
    }))
    await opened().store.prune({ ...horizon, keepEvents: 1 })
    assert.deepEqual(await remaining(opened(), home), { floor: 2_299, seqs: [2_300] })
  })

  test('[K23] receipts go by age', async () => {
    const home = await newHome(opened())
    const { store } = opened()
    const given = async (commandId: CommandId, at: number) => {
      const receipt = receiptFor(home, commandId)
      await store.transact(home.householdId, {}, () => ({
        value: null,
        commandId,
        writes: { at, events: [], receipt },
      }))
    }
    await given('old' as CommandId, BEGIN)
    await given('young' as CommandId, BEGIN + 10)
    const { receipts } = await store.prune({ ...horizon, receiptsBefore: BEGIN + 10 })
    assert.ok(receipts >= 1)
    const found = async (commandId: string) =>
      (await loaded(store, home, { receipt: { principal: home.userId, commandId: commandId as CommandId } }))
        .receipt
    assert.equal(await found('old'), null)
    assert.notEqual(await found('young'), null)
  })
}

async function remaining({ store }: OpenedStore, home: Home) {
  const { floor } = await store.snapshot(home.householdId, home.userId, [])
  const events = await store.eventsAfter(home.householdId, 0, 100)
  return { floor, seqs: events.map((event) => event.seq) }
}
