import { randomUUID } from 'node:crypto'
import { newSession } from '@baton/hub/domain'
import type { sqlAccountStore } from '@baton/hub/stores/sql'
import type { HouseholdId, LogEpoch, SessionId, UserId } from '@baton/protocol'
import { OWNER } from './http-world.ts'

/**
 * A household beside the first, whose owner signs in by this name and the first owner's password. There is no way yet to
 * found one from outside.
 */
export async function foundSecondHousehold(
  accounts: Pick<ReturnType<typeof sqlAccountStore>, 'userByName' | 'createUser'>,
  username: string,
): Promise<void> {
  const first = await accounts.userByName(OWNER.username.toLowerCase())
  if (!first) throw new Error('The first owner is gone')
  const ids = { userId: randomUUID() as UserId, householdId: randomUUID() as HouseholdId }
  const sessionId = randomUUID() as SessionId
  const created = await accounts.createUser({
    ...first,
    ...ids,
    sessionId,
    createdAt: first.createdAt + 1,
    username,
    nameKey: username.toLowerCase(),
    household: { name: 'Next door', epoch: 'nextdoor1' as LogEpoch },
    session: newSession(sessionId, ids.userId, Date.now()),
  })
  if (created !== 'created') throw new Error(`The second household was not founded: ${created}`)
}
