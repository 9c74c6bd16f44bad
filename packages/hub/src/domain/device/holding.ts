// Whose session a device follows that several people may play on. Rules SD in docs/protocol/shared-devices.md.
import { type DeviceId, type DeviceReport, isShared, mayPlayOn, type PlaysFor } from '@baton/protocol'
import { othersThan } from '../audience.ts'
import type { CommandLike, Elsewhere, Published, Subject } from '../family.ts'
import type { HubCommand } from '../session/decide.ts'
import type { Device, Lending } from './device.ts'

/** What sessions tell the devices that are their speakers. */
export type HoldCommand =
  | {
      readonly type: 'device.hold'
      readonly deviceId: DeviceId
      readonly by: Subject
      /** Of whoever asked; null: the hub did by itself. */
      readonly name: string | null
      readonly takeOver: boolean
    }
  | { readonly type: 'device.let-go'; readonly deviceId: DeviceId; readonly by: Subject }

interface Home {
  /** Whose device it is. */
  readonly home: Subject
  /** Nobody needs to be told that a box plays for itself. */
  readonly ofBox: boolean
}

export interface Held {
  readonly device: Device
  readonly consequences: readonly Elsewhere[]
}

/** It follows this session from now on. Where it followed another, that one lets it go, or refuses while it sounds there. */
export function heldBy(
  device: Device,
  { by, name, takeOver }: Extract<HoldCommand, { type: 'device.hold' }>,
  { home, ofBox }: Home,
): Held {
  const former = followedBy(device, home)
  const isHome = by.sessionId === home.sessionId
  const before = device.view.playsFor ?? null
  const known = before?.userId === by.userId ? before.name : ''
  const playsFor = isHome && ofBox ? null : { userId: by.userId, name: name ?? known }
  const view = { ...device.view, playsFor }
  if (former.sessionId === by.sessionId) return { device: { ...device, view }, consequences: [] }
  const lending = { to: isHome ? null : by, leaves: former }
  const { deviceId } = device.view
  const reason = 'speaker-taken' as const
  const yielded = {
    deviceId,
    reason,
    takeOver,
    heldBy: before,
    to: { userId: by.userId, name: name ?? known },
  }
  return { device: { ...device, view, lending }, consequences: [yieldedBy(former, yielded)] }
}

/** It is nobody's speaker now, and follows whom it followed until somebody else wants it. */
export function letGo(device: Device, by: Subject, home: Subject): Device {
  if (followedBy(device, home).sessionId !== by.sessionId || device.view.playsFor == null) return device
  return { ...device, view: { ...device.view, playsFor: null } }
}

/** Who has it is shown only where several may. `owner`: where it is the speaker of its owner's session. */
export function shownAs(device: Device, owner: PlaysFor | null): Device {
  const { view, lending } = device
  if (lending?.to) return device
  const playsFor = isShared(view) ? (view.playsFor ?? owner) : null
  return playsFor === (view.playsFor ?? null) ? device : { ...device, view: { ...view, playsFor } }
}

/** Somebody may not play on it any more: it is as if it were taken, by nobody. */
export function withdrawn(device: Device): Held {
  const to = device.lending?.to
  if (!to || mayPlayOn(device.view, to.userId)) return { device, consequences: [] }
  const { deviceId, playsFor: heldBy = null } = device.view
  const view = { ...device.view, playsFor: null }
  const lending: Lending = { to: null, leaves: to }
  const reason = 'speaker-withdrawn' as const
  const yielded = yieldedBy(to, { deviceId, reason, takeOver: true, heldBy, to: null })
  return { device: { ...device, view, lending }, consequences: [yielded] }
}

/** Whose session it follows: `home` is its owner's. */
export function followedBy({ lending }: Device, home: Subject): Subject {
  return lending?.to ?? home
}

/** What is said of the sound of a device, to whichever session it follows. */
export function toFollowed(
  device: Device,
  home: Subject,
  make: (sessionId: Subject['sessionId']) => HubCommand,
) {
  const subject = followedBy(device, home)
  const command = make(subject.sessionId)
  return subject === home ? command : { command, subject }
}

const TELLS_OF_SILENCE: ReadonlySet<DeviceReport['event']> = new Set(['silenced', 'sounding', 'progress'])

/**
 * The session that the device has left, once the device shows that it is silent as far as that goes: it says so, or that
 * it sounds for the new one.
 */
export function silenceToldTo(
  { lending }: Device,
  { event, deviceId, positionMs }: DeviceReport,
): Elsewhere | null {
  const subject = lending?.leaves
  if (!subject || !TELLS_OF_SILENCE.has(event)) return null
  const { sessionId } = subject
  return {
    command: { type: 'session.hear-silence', sessionId, deviceId, positionMs } as CommandLike,
    subject,
  }
}

/** It has told that it is silent. */
export function told(device: Device): Device {
  const { lending = null } = device
  return { ...device, lending: lending?.to ? { to: lending.to, leaves: null } : null }
}

/** A shared device is everybody's to see. To others it is gone where it is shared no more. */
export function toldToAll(published: readonly Published[], before: readonly Device[]): readonly Published[] {
  const wasShared = new Set(before.filter(({ view }) => isShared(view)).map(({ view }) => view.deviceId))
  return published.flatMap((one): Published[] => {
    const { event } = one
    if (one.room !== 'devices' || !event.type.startsWith('device.')) return [one]
    const device = 'device' in event ? event.device : null
    const deviceId = device?.deviceId ?? ('deviceId' in event ? event.deviceId : null)
    const was = deviceId !== null && wasShared.has(deviceId as DeviceId)
    if (was && device && !isShared(device)) {
      const { deviceId, ownerId } = device
      const gone = { type: 'device.removed', deviceId } as const
      return [one, { ...one, audience: othersThan(ownerId), revision: 0, event: gone }]
    }
    return was || (device && isShared(device)) ? [{ ...one, audience: 'household' }] : [one]
  })
}

function yieldedBy(
  subject: Subject,
  yielded: Omit<Extract<HubCommand, { type: 'session.yield-speaker' }>, 'type' | 'sessionId'>,
): Elsewhere {
  return {
    command: { type: 'session.yield-speaker', sessionId: subject.sessionId, ...yielded } as CommandLike,
    subject,
  }
}
