import { type Command, type Rejection, rejection } from '@baton/protocol'
import type { Family } from '#domain'
import { isWithinScope, type Principal, subjectOf } from '../api/principal.ts'
import type { Rates } from '../rates/rates.ts'

/** What is refused before the store is asked: not for clients, beyond the scope, too often, another's. */
export async function refusalOf(
  rates: Rates,
  family: Family,
  principal: Principal,
  command: Command,
): Promise<Rejection | null> {
  const rights = family.rights[command.type]
  // The hub alone tells itself that.
  if (!rights) return rejection('auth.forbidden')
  if (!isWithinScope(principal, rights.scope)) return rejection('auth.scope')
  const tooMany = await rates.count(rights.rateClass, principal.userId)
  const { userId, sessionId } = subjectOf(principal, command)
  return tooMany ?? family.refuses?.(command, { userId, sessionId, deviceId: principal.deviceId }) ?? null
}
