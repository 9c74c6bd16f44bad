import { NO_LIMITS, type Principal } from '../api/principal.ts'
import type { DisplayOwner } from '../ports/displays.ts'

/** Whose a display is, as far as the hub reads for it what that person could see. It may do nothing else. */
export function asOwner({ householdId, userId, sessionId }: DisplayOwner): Principal {
  return {
    householdId,
    userId,
    sessionId,
    username: '',
    roles: [],
    limits: NO_LIMITS,
    scopes: ['read'],
    credentialId: `displays of ${userId}`,
    deviceId: null,
  }
}
