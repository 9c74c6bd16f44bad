import assert from 'node:assert/strict'
import { test } from 'node:test'
import { change, type HouseholdQuietHours, PEOPLE, QUIET_HOURS } from '@baton/hub/domain'
import { BEGIN, type Home, newHome, newHousemate, type OpenedStore, read } from './fixtures.ts'

export function quietHoursRules(opened: () => OpenedStore): void {
  test('[QH3] [QH15] the quiet hours of a household are those that were saved last, and of two changes one is refused', async () => {
    const home = await newHome(opened())
    const neighbours = await newHome(opened())
    assert.deepEqual(await read(opened().store, home, QUIET_HOURS, null), QUIET_HOURS.none)
    const span = { days: [1, 7], from: '22:00', to: '07:00', maxVolume: 0 }
    const first = { zone: 'Europe/Berlin', spans: [span], revision: 1 }
    await save(home, QUIET_HOURS.none, first)
    const second = { zone: 'Asia/Tokyo', spans: [], revision: 2 }
    await save(home, first, second)
    await assert.rejects(save(home, first, { ...first, spans: [], revision: 2 }))
    await using fresh = await opened().another()
    assert.deepEqual(await read(fresh.store, home, QUIET_HOURS, null), second)
    assert.deepEqual(await read(fresh.store, neighbours, QUIET_HOURS, null), QUIET_HOURS.none)
  })

  test('[QH12] everybody of a household is found, and nobody else', async () => {
    const home = await newHome(opened())
    const mate = await newHousemate(opened(), home)
    await newHome(opened())
    const people = await read(opened().store, home, PEOPLE, null)
    assert.deepEqual(
      new Set(people.map(({ userId, sessionId }) => `${userId} ${sessionId}`)),
      new Set([home, mate].map(({ userId, sessionId }) => `${userId} ${sessionId}`)),
    )
  })

  async function save(home: Home, before: HouseholdQuietHours, after: HouseholdQuietHours): Promise<void> {
    await opened().store.transact(home.householdId, {}, () => ({
      value: null,
      writes: { at: BEGIN, events: [], changes: [change(QUIET_HOURS, null, before, after)] },
    }))
  }
}
