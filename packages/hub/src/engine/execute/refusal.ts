import { COMMAND_RIGHTS, type Command, type Rejection, rejection } from '@baton/protocol'
import { isWithinScope, type Principal } from '../api/principal.ts'
import type { Rates } from '../rates/rates.ts'

/** What is refused before the store is asked: beyond the scope, too often, about another's session or device. */
export async function refusalOf(
  rates: Rates,
  principal: Principal,
  command: Command,
): Promise<Rejection | null> {
  const { scope, rateClass } = COMMAND_RIGHTS[command.type]
  if (!isWithinScope(principal, scope)) return rejection('auth.scope')
  return (await rates.count(rateClass, principal.userId)) ?? anothers(principal, command)
}

/** Rights that need no look into the store: one's own session, and one's own device's reports. */
function anothers(principal: Principal, command: Command): Rejection | null {
  if ('sessionId' in command && command.sessionId !== principal.sessionId)
    return rejection('session.not-found')
  if (command.type !== 'device.report') return null
  if (principal.deviceId === null) return rejection('device.not-registered')
  return command.deviceId === principal.deviceId ? null : rejection('device.not-found')
}
