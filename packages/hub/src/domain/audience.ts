import { type DeviceId, type HouseholdId, INSTALLATION, type UserId } from '@baton/protocol'
import type { Viewer } from './room-rules.ts'

/** The sign-ins that are bound to a device, whoever's they are. */
export type DeviceHolders = `device:${DeviceId}`

/** Everybody of the household but one. */
export type OthersThan = `others:${UserId}`

/**
 * Who may see an event: one user, everybody of the household, all but one, whoever holds a device, everybody of the installation. The
 * log keeps these words as they are.
 */
export type Audience = UserId | 'household' | OthersThan | DeviceHolders | 'installation'

export function holdersOf(deviceId: DeviceId): DeviceHolders {
  return `device:${deviceId}`
}

export function othersThan(userId: UserId): OthersThan {
  return `others:${userId}`
}

/** They are told otherwise of what is told to that one. */
export function isForOthers(audience: Audience): audience is OthersThan {
  return audience.startsWith('others:')
}

/** Judged by what the viewer is now. `log`: whose log the event stands in; nobody's household is the installation. */
export function isMeantFor(audience: Audience, { userId, deviceId }: Viewer, log: HouseholdId): boolean {
  if (audience === 'household') return log !== INSTALLATION
  if (isForOthers(audience)) return log !== INSTALLATION && audience !== othersThan(userId)
  if (audience === userId || audience === 'installation') return true
  return deviceId !== null && audience.startsWith('device:') && audience === holdersOf(deviceId)
}
