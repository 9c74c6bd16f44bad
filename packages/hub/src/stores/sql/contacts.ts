import type { DeviceId, DeviceKind, HouseholdId } from '@baton/protocol'
import type { Contact } from '#engine'
import { askHousehold } from './household-rows.ts'
import { ask, type Question, type Row, type Script, tell } from './script.ts'
import type { Words } from './words.ts'

/** How long a silent device counts as there, by its kind. */
export type PresentForMs = Readonly<Record<DeviceKind, number>>

/** A presence deadline is written this much too late, so that it is written at most this often. */
export const PRESENCE_STEP_MS = 15_000

/**
 * Notes contacts of one household. Under its lock, because a command that saves a device writes the same row; a device
 * that is gone is passed over.
 */
export function* noteContacts(
  words: Words,
  presentForMs: PresentForMs,
  householdId: HouseholdId,
  contacts: readonly Contact[],
): Script<void> {
  const [, devices] = yield* ask(
    askHousehold(householdId, words),
    askPresence(
      words,
      householdId,
      contacts.map((contact) => contact.deviceId),
    ),
  )
  const heardAt = new Map<DeviceId, number>()
  for (const { deviceId, at } of contacts) heardAt.set(deviceId, Math.max(at, heardAt.get(deviceId) ?? 0))
  const late = devices.filter(
    (row) => row.present_until < (heardAt.get(row.id) ?? 0) + presentForMs[row.kind],
  )
  yield* tell(
    late.map((row) => ({
      sql: 'update device set present_until = ? where id = ?',
      parameters: [(heardAt.get(row.id) ?? 0) + presentForMs[row.kind] + PRESENCE_STEP_MS, row.id],
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

export function* graceUntil(words: Words, householdId: HouseholdId, until: number): Script<void> {
  yield* ask(askHousehold(householdId, words))
  yield* tell([
    {
      sql: 'update device set present_until = ? where household_id = ? and online = 1 and present_until < ?',
      parameters: [until, householdId, until],
    },
  ])
}

interface PresenceRow extends Row {
  readonly id: DeviceId
  readonly kind: DeviceKind
  readonly present_until: number
}

function askPresence(
  words: Words,
  householdId: HouseholdId,
  deviceIds: readonly DeviceId[],
): Question<readonly PresenceRow[]> {
  return {
    statement: {
      sql: `select id, kind, present_until from device where household_id = ? and id in ${words.eachText}`,
      parameters: [householdId, JSON.stringify(deviceIds)],
    },
    answer: (rows) => rows as readonly PresenceRow[],
  }
}
