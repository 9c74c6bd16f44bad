import type { HouseholdId } from '@baton/protocol'
import { CONTACT_WRITE_EVERY_MS } from '#domain'
import type { Contact } from '#engine'
import { askHousehold } from '../household/household-rows.ts'
import type { Dialect } from '../runtime/dialect.ts'
import { ask, type Row, type Script, tellLast } from '../runtime/script.ts'

/**
 * Notes contacts of one household. Under its lock, because a command that saves a device writes the same row; a device
 * that is gone is passed over.
 */
export function* noteContacts(
  dialect: Dialect,
  householdId: HouseholdId,
  contacts: readonly Contact[],
): Script<void> {
  yield* ask(askHousehold(householdId, dialect))
  yield* tellLast(
    contacts.map(({ deviceId, at, presentUntil }) => ({
      sql: `update device set present_until = ?, heard_at = ?
        where id = ? and household_id = ? and present_until + ${CONTACT_WRITE_EVERY_MS} < ?`,
      parameters: [presentUntil, at + CONTACT_WRITE_EVERY_MS, deviceId, householdId, presentUntil],
    })),
  )
}

/** The households in which a device that was online would lapse before `until`. */
export function* lapsingBefore(until: number): Script<readonly HouseholdId[]> {
  const [ids] = yield* ask({
    statement: {
      sql: 'select distinct household_id from device where online = 1 and present_until < ?',
      parameters: [until],
    },
    answer: (rows) =>
      (rows as readonly (Row & { readonly household_id: HouseholdId })[]).map((row) => row.household_id),
  })
  return ids
}

export function* graceUntil(dialect: Dialect, householdId: HouseholdId, until: number): Script<void> {
  yield* ask(askHousehold(householdId, dialect))
  yield* tellLast([
    {
      sql: 'update device set present_until = ? where household_id = ? and online = 1 and present_until < ?',
      parameters: [until, householdId, until],
    },
  ])
}
