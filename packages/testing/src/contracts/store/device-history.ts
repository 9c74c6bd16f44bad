import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  change,
  DEVICE_HISTORY,
  DEVICE_HISTORY_PAGES,
  DEVICES,
  type DeviceHappened,
  MAX_DEVICE_RECORDS,
} from '@baton/hub/domain'
import type { DeviceHappening, DeviceId, TrackId } from '@baton/protocol'
import { BEGIN, type Home, newDevice, newHome, type OpenedStore, read, saveDevices } from './fixtures.ts'

const DAY_MS = 24 * 3_600_000

export function deviceHistoryRules(opened: () => OpenedStore): void {
  async function homeWithDevice() {
    const home = await newHome(opened())
    const device = newDevice(home)
    await saveDevices(opened().store, home, device)
    return { home, device, deviceId: device.view.deviceId }
  }
  const page = (home: Home, deviceId: DeviceId, limit: number, before?: number) =>
    read(opened().store, home, DEVICE_HISTORY_PAGES, { deviceId, limit, before })

  test('[DH4] records of a device form a thread, and are read page by page, newest first', async () => {
    const { home, deviceId } = await homeWithDevice()
    const { store } = opened()
    const names: readonly DeviceHappening[] = ['added', 'went', 'came', 'locked', 'unlocked']
    for (const [i, name] of names.entries()) await note(store, home, happened(deviceId, name, BEGIN + i))
    const newest = await page(home, deviceId, 2)
    assert.deepEqual(newest, [record('unlocked', 5, 4), record('locked', 4, 3)])
    assert.deepEqual(await page(home, deviceId, 3, 4), [
      record('came', 3, 2),
      record('went', 2, 1),
      record('added', 1, null),
    ])
    assert.deepEqual(await page(home, deviceId, 3, 1), [])
  })

  test('[DH4] what is moved step by step is one record, until something else happens or in another track', async () => {
    const { home, deviceId } = await homeWithDevice()
    const { store } = opened()
    const [first, second] = ['one', 'two'] as unknown as readonly TrackId[]
    const sought = (at: number, trackId: TrackId | undefined) =>
      note(store, home, { ...happened(deviceId, 'sought', BEGIN + at), trackId: trackId ?? null })
    await note(store, home, happened(deviceId, 'played', BEGIN))
    for (const at of [1, 2, 3]) await sought(at, first)
    await sought(4, second)
    await note(store, home, {
      ...happened(deviceId, 'turned', BEGIN + 5),
      trackTitle: '"happening":"sought"',
    })
    await sought(6, second)
    for (const at of [7, 8]) await note(store, home, happened(deviceId, 'turned', BEGIN + at))
    assert.deepEqual(
      (await page(home, deviceId, 9)).map(({ recordId, parentId, happening, at }) => {
        return [recordId, parentId, happening, at - BEGIN]
      }),
      [
        [6, 5, 'turned', 8],
        [5, 4, 'sought', 6],
        [4, 3, 'turned', 5],
        [3, 2, 'sought', 4],
        [2, 1, 'sought', 3],
        [1, null, 'played', 0],
      ],
    )
  })

  test('[DH4] another device, and another household, has a thread of its own', async () => {
    const { home, deviceId } = await homeWithDevice()
    const other = await homeWithDevice()
    await note(opened().store, home, happened(deviceId, 'added', BEGIN))
    await note(opened().store, other.home, happened(other.deviceId, 'added', BEGIN))
    assert.equal((await page(home, deviceId, 9)).length, 1)
    assert.deepEqual(await page(other.home, deviceId, 9), [])
  })

  test('[DH5] with the next record the oldest go: those beyond the newest 2,000', async () => {
    const { home, deviceId } = await homeWithDevice()
    await fill(opened(), home, deviceId, MAX_DEVICE_RECORDS)
    await note(opened().store, home, happened(deviceId, 'came', BEGIN))
    const [newest] = await page(home, deviceId, 1)
    assert.equal(newest?.recordId, MAX_DEVICE_RECORDS + 1)
    assert.deepEqual(await page(home, deviceId, 9, 3), [record('went', 2, null, BEGIN)])
  })

  test('[DH5] ... and those of more than 90 days before', async () => {
    const { home, deviceId } = await homeWithDevice()
    await fill(opened(), home, deviceId, 3)
    await note(opened().store, home, happened(deviceId, 'came', BEGIN + 90 * DAY_MS))
    assert.equal((await page(home, deviceId, 9)).length, 4)
    await note(opened().store, home, happened(deviceId, 'went', BEGIN + 90 * DAY_MS + 1))
    assert.deepEqual(
      (await page(home, deviceId, 9)).map(({ recordId, parentId }) => [recordId, parentId]),
      [
        [5, 4],
        [4, null],
      ],
    )
  })

  test('[DH6] a device that is removed takes its history with it', async () => {
    const { home, device, deviceId } = await homeWithDevice()
    const { store, database } = opened()
    await note(store, home, happened(deviceId, 'added', BEGIN))
    await store.transact(home.householdId, {}, () => ({
      value: null,
      writes: { at: BEGIN, events: [], changes: [change(DEVICES, home.userId, [device], [])] },
    }))
    const left = await database.kysely
      .selectFrom('device_history')
      .selectAll()
      .where('device_id', '=', deviceId)
      .execute()
    assert.deepEqual(left, [])
  })
}

function note(store: OpenedStore['store'], home: Home, what: DeviceHappened) {
  return store.transact(home.householdId, {}, () => ({
    value: null,
    writes: { at: what.at, events: [], changes: [change(DEVICE_HISTORY, what, null, what)] },
  }))
}

/** So many records, numbered from one, as if they had come one after the other. */
async function fill({ database }: OpenedStore, home: Home, deviceId: DeviceId, count: number): Promise<void> {
  const { deviceId: _, at, ...detail } = happened(deviceId, 'went', BEGIN)
  const row = { household_id: home.householdId, device_id: deviceId, at, record: JSON.stringify(detail) }
  const rows = Array.from({ length: count }, (_, i) => ({ ...row, n: i + 1 }))
  await database.kysely.insertInto('device_history').values(rows).execute()
}

function happened(deviceId: DeviceId, happening: DeviceHappening, at: number): DeviceHappened {
  return { deviceId, at, happening, ...DETAIL }
}

function record(
  happening: DeviceHappening,
  recordId: number,
  parentId: number | null,
  at = BEGIN + recordId - 1,
) {
  return { recordId, parentId, at, happening, ...DETAIL }
}

const DETAIL = {
  causedBy: 'device.check-presence',
  reason: null,
  otherDeviceId: null,
  otherDeviceName: null,
  trackId: null,
  trackTitle: null,
  positionMs: null,
}
