import { type DeviceCommand, type DeviceKind, isShared, type Rejection, rejection } from '@baton/protocol'
import type { CommandFacts } from '../family.ts'
import type { Device } from './device.ts'

/**
 * Whoever may not add devices keeps those that are there, as they are. The very first one is free: without any device
 * there would be nothing to hear.
 */
export function refusedToLimited(command: DeviceCommand, devices: readonly Device[]): Rejection | null {
  switch (command.type) {
    case 'device.register': {
      const isKnown = devices.some(({ view }) => view.deviceId === command.deviceId)
      return isKnown || devices.length === 0 ? null : rejection('device.not-allowed')
    }
    case 'device.update': {
      const { name, enabled, maxVolume, quietHours, players } = command
      const changes = [name, enabled, maxVolume, quietHours, players].some((value) => value !== undefined)
      return changes ? rejection('device.not-allowed') : null
    }
    case 'device.lift-quiet-hours':
    case 'device.remove':
      return rejection('device.not-allowed')
    case 'device.report':
      return null
  }
}

/**
 * What is refused of a box's device, which is the household's: members name it and switch it, owners say how loud and when,
 * and it says itself only what it can do.
 */
export function refusedOfBox(
  command: DeviceCommand,
  { caller, subject }: Pick<CommandFacts, 'caller' | 'subject'>,
): Rejection | null {
  const isItself = caller.userId === subject.userId
  switch (command.type) {
    case 'device.update': {
      const { name, enabled, capabilities, maxVolume, quietHours, players } = command
      const byItself = capabilities !== undefined
      const byMembers = name !== undefined || enabled !== undefined
      const byOwners = [maxVolume, quietHours, players].some((value) => value !== undefined)
      const isRefused = isItself
        ? byMembers || byOwners
        : byItself || (byMembers && !caller.mayChangeHousehold) || (byOwners && !caller.ownsHousehold)
      return isRefused ? rejection('auth.forbidden') : null
    }
    case 'device.lift-quiet-hours':
      return isItself || !caller.ownsHousehold ? rejection('auth.forbidden') : null
    case 'device.remove':
      // People remove the box as a whole.
      return rejection('auth.forbidden')
    case 'device.register':
    case 'device.report':
      return null
  }
}

/**
 * Whoever shared anything else would give away their own: what a display shows, or the session that a browser sees, unless
 * its sound follows another's beside that.
 */
export function refusedToShare(
  command: Extract<DeviceCommand, { type: 'device.update' }>,
  { view }: Device,
  ofBox: boolean,
): Rejection | null {
  const { shareable = view.capabilities.shareable } = command.capabilities ?? {}
  const wanted = { ...view, capabilities: { ...view.capabilities, shareable } }
  return isShared(command) && !canBeShared(wanted, ofBox) ? rejection('device.cannot-share') : null
}

/** What cannot be shared any more is its owner's alone from then on. */
export function sharedWhereItCan(device: Device, ofBox: boolean): Device {
  const { view } = device
  if (!isShared(view) || canBeShared(view, ofBox)) return device
  return { ...device, view: { ...view, players: 'owner' } }
}

function canBeShared({ kind, capabilities }: Judged, ofBox: boolean): boolean {
  return ofBox || kind === 'agent' || (kind === 'browser' && capabilities.shareable === true)
}

interface Judged {
  readonly kind: DeviceKind
  readonly capabilities: { readonly shareable?: boolean | undefined }
}
