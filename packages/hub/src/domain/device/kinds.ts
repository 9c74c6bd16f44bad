import { type DeviceView, isShared, type UserId } from '@baton/protocol'
import type { Change, Kind, Timer } from '../family.ts'
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
      if (others.includes(device)) continue
      if (device.view.online) timers.set(...presenceCheck(device))
      const quiet = quietCheck(device.view)
      if (quiet) timers.set(...quiet)
    }
    return timers
  },
}

/**
 * The devices of others in the household that are shared, each with the session of whoever it belongs to (`home`). They
 * are only read: what changes them is about their owner's devices.
 */
export const SHARED_DEVICES: Kind<UserId, readonly Device[]> = {
  name: 'shared devices',
  none: [],
  idOf: (userId) => userId,
  amended: (devices, changes) => changes.reduce(amendedBy, devices),
}

/** The devices that somebody sees: their own, and of `others` what is shared by now and not only was a moment ago. */
export function seenDevices(own: readonly Device[], others: readonly Device[] = []): readonly Device[] {
  return [...own, ...others.filter(({ view }) => isShared(view))]
}

/** A browser's history is what its person did: shared or not, others are not told. */
export function tellsHistoryTo({ kind, ownerId }: DeviceView, userId: UserId): boolean {
  return kind !== 'browser' || ownerId === userId
}

function amendedBy(devices: readonly Device[], { kind, id, before, after }: Change): readonly Device[] {
  if (kind !== DEVICES) return devices
  const [were, are] = [before as readonly Device[], after as readonly Device[]]
  return devices.flatMap((device) => {
    const isIt = ({ view }: Device) => view.deviceId === device.view.deviceId
    if (id !== device.view.ownerId || !were.some(isIt)) return [device]
    const present = are.find(isIt)
    return present ? [{ ...present, home: device.home }] : []
  })
}

/** What somebody is called in the household; null: nobody is, or not any more. It is only read. */
export const NAMES: Kind<UserId, string | null> = {
  name: 'name',
  none: null,
  idOf: (userId) => userId,
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

/** When its quiet hours begin, are lifted no longer, or end, it is judged anew. */
function quietCheck({
  deviceId,
  quiet,
}: DeviceView): readonly [key: string, timer: Timer<PresenceCommand>] | null {
  if (!quiet) return null
  const { from, until, holds, liftedUntil } = quiet
  const at = holds ? until : Math.min(until, Math.max(from, liftedUntil ?? 0))
  return [`${deviceId}/quiet-hours`, { at, command: { type: 'device.keep-quiet-hours', deviceId } }]
}
