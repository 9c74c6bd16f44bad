import type { UserId } from '@baton/protocol'
import type { Kind, Timer } from '../family.ts'
import type { PresenceCommand } from './decide.ts'
import type { Device } from './device.ts'

/** All devices of one user, in no particular order. */
export const DEVICES: Kind<UserId, readonly Device[]> = {
  name: 'devices',
  none: [],
  idOf: (userId) => userId,
  timers: (devices, others = []) => {
    const timers = new Map<string, Timer>()
    for (const device of devices) {
      if (device.view.online && !others.includes(device)) timers.set(...presenceCheck(device))
    }
    return timers
  },
}

/** The addresses of the agents that the hub calls, of everybody in the household. */
export const CALLED_AGENTS: Kind<null, readonly string[]> = {
  name: 'called agents',
  none: [],
  idOf: () => 'of the household',
}

/** While a device counts as there, it is looked at again when it may have fallen silent. */
export function presenceCheck({
  view: { deviceId },
  presentUntil,
}: Device): readonly [key: string, timer: Timer<PresenceCommand>] {
  return [`${deviceId}/presence`, { at: presentUntil, command: { type: 'device.check-presence', deviceId } }]
}
