import assert from 'node:assert/strict'
import { test } from 'node:test'
import { holdersOf, othersThan } from '@baton/hub/domain'
import type { NewEvent, Store } from '@baton/hub/engine'
import { type DeviceId, type HouseholdId, INSTALLATION } from '@baton/protocol'
import { BEGIN, newHome, newId, type OpenedStore, seeked, step } from './fixtures.ts'

/** What every store promises of the partition beside the households, and of whom an event is meant for. */
export function partitionRules(opened: () => OpenedStore): void {
  test('[K28] the installation has a log like a household, and neither sees the other’s', async () => {
    const { store } = opened()
    const home = await newHome(opened())
    const before = await store.head(INSTALLATION)
    assert.match(before.epoch, /^[0-9a-f]{16}$/)
    await step(store, home)
    await tell(store, INSTALLATION, [libraryOf(1), libraryOf(2)])
    await step(store, home)
    assert.deepEqual(await store.head(INSTALLATION), { ...before, seq: before.seq + 2 })
    const heads = await store.heads([INSTALLATION, home.householdId])
    assert.deepEqual([heads.get(INSTALLATION), heads.get(home.householdId)], [before.seq + 2, 2])
    const own = await store.eventsAfter(INSTALLATION, before.seq, 10)
    assert.deepEqual(
      own.map(({ seq, event }) => [seq, event]),
      [1, 2].map((tracks) => [before.seq + tracks, libraryOf(tracks).event]),
    )
    assert.equal((await store.eventsAfter(home.householdId, 0, 10)).length, 2)
    const { states } = await store.snapshot(INSTALLATION, home.userId, [home.room, 'devices'])
    assert.deepEqual(states, [{ room: 'devices', state: { family: 'devices', devices: [] } }])
  })

  test('[K28] two transactions on the installation happen one after the other', async () => {
    const { store } = opened()
    const { seq } = await store.head(INSTALLATION)
    const seqs = await Promise.all(
      Array.from({ length: 20 }, (_, nth) => tell(store, INSTALLATION, [libraryOf(nth)])),
    )
    assert.deepEqual(
      seqs.toSorted((a, b) => a - b),
      Array.from({ length: 20 }, (_, nth) => seq + nth + 1),
    )
  })

  test('[K28] its log is pruned like any other', async () => {
    const { store } = opened()
    const { userId } = await newHome(opened())
    await tell(store, INSTALLATION, [libraryOf(1), libraryOf(2), libraryOf(3)])
    await store.prune({ receiptsBefore: 0, eventsBefore: 0, keepEvents: 2 })
    const { seq, floor } = await store.snapshot(INSTALLATION, userId, [])
    assert.equal(floor, seq - 2)
    assert.equal((await store.eventsAfter(INSTALLATION, 0, 10)).length, 2)
  })

  test('[K29] the audience of an event is read as it was written', async () => {
    const { store } = opened()
    const home = await newHome(opened())
    const deviceId = newId<DeviceId>()
    const audiences = [
      home.userId,
      'household',
      othersThan(home.userId),
      holdersOf(deviceId),
      'installation',
    ] as const
    await tell(
      store,
      home.householdId,
      audiences.map((audience) => ({ ...seeked(home, 0), audience })),
    )
    const events = await store.eventsAfter(home.householdId, 0, 10)
    assert.deepEqual(
      events.map(({ audience }) => audience),
      audiences,
    )
  })
}

async function tell(store: Store, partition: HouseholdId, events: readonly NewEvent[]): Promise<number> {
  const { seq } = await store.transact(partition, {}, () => ({ value: null, writes: { at: BEGIN, events } }))
  return seq
}

function libraryOf(tracks: number): NewEvent {
  const library = { tracks, albums: 0, artists: 0 }
  const event = { type: 'library.changed', added: 0, changed: 0, missing: 0, library } as const
  return { room: 'library', audience: 'installation', revision: 0, event }
}
