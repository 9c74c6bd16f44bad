import type { DeviceId, HouseholdId } from '@baton/protocol'
import { CONTACT_WRITE_EVERY_MS } from '#domain'
import type { Contact } from '#engine'
import { askHousehold } from '../household/household-rows.ts'
import type { Dialect } from '../runtime/dialect.ts'
import { ask, type Question, type Row, type Script, tellLast } from '../runtime/script.ts'

/**
 * Notes contacts of one household. Under its lock, because a command that saves a device writes the same row; a device
 * that is gone is passed over. Answers with the instant until which each counts as heard of.
 */
export function* noteContacts(
  dialect: Dialect,
  householdId: HouseholdId,
  contacts: readonly Contact[],
): Script<ReadonlyMap<DeviceId, number>> {
  const [, known] = yield* ask(
    askHousehold(householdId, dialect),
    heardUntilOf(dialect, householdId, contacts),
  )
  const news = contacts.filter(({ deviceId, at }) => at > (known.get(deviceId) ?? at))
  const heardUntil = new Map(known)
  for (const { deviceId, at } of news) {
    heardUntil.set(deviceId, Math.max(at + CONTACT_WRITE_EVERY_MS, heardUntil.get(deviceId) ?? 0))
  }
  yield* tellLast(
    news.map(({ deviceId, at, presentUntil }) => ({
      sql: `update device set heard_at = ?, present_until = case when present_until < ? then ? else present_until end
        where id = ? and household_id = ? and heard_at < ?`,
      parameters: [at + CONTACT_WRITE_EVERY_MS, presentUntil, presentUntil, deviceId, householdId, at],
    })),
  )
  return heardUntil
}

function heardUntilOf(
  { eachText }: Dialect,
  householdId: HouseholdId,
  contacts: readonly Contact[],
): Question<ReadonlyMap<DeviceId, number>> {
  const ids = JSON.stringify(contacts.map(({ deviceId }) => deviceId))
  return {
    statement: {
      sql: `select id, heard_at from device where household_id = ? and id in ${eachText}`,
      parameters: [householdId, ids],
    },
    answer: (rows) =>
      new Map((rows as readonly HeardRow[]).map(({ id, heard_at: heardUntil }) => [id, heardUntil])),
  }
}

interface HeardRow extends Row {
  readonly id: DeviceId
  readonly heard_at: number
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
