import type { HouseholdId, LogEpoch } from '@baton/protocol'
import type { Kysely } from 'kysely'
import type { Loaded } from '#engine'
import type { Tables } from '../tables/tables.ts'

/** A household with an empty log. `epoch` must never have named another log. */
export async function insertHousehold(
  transaction: Kysely<Tables>,
  household: {
    readonly id: HouseholdId
    readonly name: string
    readonly epoch: LogEpoch
    readonly at: number
  },
): Promise<void> {
  await transaction
    .insertInto('household')
    .values({
      id: household.id,
      name: household.name,
      epoch: household.epoch,
      seq: 0,
      floor: 0,
      last_instant: household.at,
      library: JSON.stringify({ tracks: 0, albums: 0, artists: 0 }),
    })
    .execute()
}

/** A new user's session, as the domain's `newSession` makes it: its queue must be empty. */
export async function insertSession(
  transaction: Kysely<Tables>,
  householdId: HouseholdId,
  { view, queue }: NonNullable<Loaded['session']>,
): Promise<void> {
  if (queue && (queue.entries.length > 0 || queue.order))
    throw new Error('A new session begins with an empty queue')
  await transaction
    .insertInto('session')
    .values({
      id: view.sessionId,
      user_id: view.userId,
      household_id: householdId,
      revision: view.revision,
      queue_revision: view.revision,
      view: JSON.stringify(view),
    })
    .execute()
}
