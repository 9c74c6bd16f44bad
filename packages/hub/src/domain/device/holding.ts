// Whose session a device follows that several people may play on. Rules SD in docs/protocol/shared-devices.md.
import {
  type DeviceId,
  type DeviceReport,
  isDeviceEvent,
  isShared,
  mayPlayOn,
  type PlaysFor,
  type SessionView,
} from '@baton/protocol'
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
      /** Of whoever asked; null: the hub did by itself, or nobody knows. */
      readonly name: string | null
      readonly takeOver: boolean
    }
  | { readonly type: 'device.let-go'; readonly deviceId: DeviceId; readonly by: Subject }

/** Of so many sessions that it has left it is known that they wait; for the others it is over by itself (H22). */
const MAX_WAITING = 8

interface Home {
  /** Whose device it is. */
  readonly home: Subject
  /** Nobody needs to be told that a box plays for itself. */
  readonly ofBox: boolean
  /** The session that it has followed until now; null: that is gone. */
  readonly followed: SessionView | null
  readonly now: number
}

export interface Held {
  readonly device: Device
  readonly consequences: readonly Elsewhere[]
}

/** It follows this session from now on. Where it followed another, that one lets it go, or refuses while it sounds there. */
export function heldBy(
  device: Device,
  { by, name, takeOver }: Extract<HoldCommand, { type: 'device.hold' }>,
  { home, ofBox, followed, now }: Home,
): Held {
  const former = followedBy(device, home)
  const isHome = by.sessionId === home.sessionId
  const before = device.view.playsFor ?? null
  const known = before?.userId === by.userId ? before.name : ''
  const listener = { userId: by.userId, name: name ?? known }
  const playsFor = isHome && ofBox ? null : listener
  const view = { ...device.view, playsFor }
  const { deviceId } = view
  const to = isHome ? null : by
  if (former.sessionId === by.sessionId) {
    const lending = { to, holder: by, leaves: device.lending?.leaves ?? [] }
    return { device: { ...device, view, lending }, consequences: [] }
  }
  const waiting = waitingFor(device, former, waitsForSilence(followed, deviceId, now))
  const leaves = waiting.filter(({ sessionId }) => sessionId !== by.sessionId)
  const lending = { to, holder: by, leaves }
  const reason = 'speaker-taken' as const
  const yielded = { deviceId, reason, takeOver, heldBy: before, to: listener }
  return { device: { ...device, view, lending }, consequences: [yieldedBy(former, yielded)] }
}

/** It is nobody's speaker now, and follows whom it followed until somebody else wants it. */
export function letGo(device: Device, by: Subject): Device {
  const { view, lending } = device
  if (lending?.holder?.sessionId !== by.sessionId) return device
  const known = lendingOf({ ...lending, holder: null })
  return { ...device, lending: known, ...(view.playsFor && { view: { ...view, playsFor: null } }) }
}

interface HeldByOwner {
  /** The owner's session, where it is its speaker or is about to be. */
  readonly holder: Subject | null
  /** How that is told; null: nobody needs to know. */
  readonly playsFor: PlaysFor | null
}

/** Who has it is known, and shown, only where several may. */
export function shownAs(device: Device, { holder, playsFor: owner }: HeldByOwner): Device {
  const { view, lending = null } = device
  if (lending?.to) return device
  const isToShow = isShared(view)
  const leaves = lending?.leaves ?? []
  const known = lendingOf({ to: null, holder: isToShow ? holder : null, leaves })
  const playsFor = isToShow ? (view.playsFor ?? owner) : null
  const shown = playsFor === (view.playsFor ?? null) ? view : { ...view, playsFor }
  return { ...device, view: shown, ...((known || lending) && { lending: known }) }
}

/** Somebody may not play on it any more: it is as if it were taken, by nobody. `followed`: that one's session. */
export function withdrawn(device: Device, followed: SessionView | null, now: number): Held {
  const to = device.lending?.to
  if (!to || mayPlayOn(device.view, to.userId)) return { device, consequences: [] }
  const { deviceId, playsFor: heldBy = null } = device.view
  const view = { ...device.view, playsFor: null }
  const leaves = waitingFor(device, to, waitsForSilence(followed, deviceId, now))
  const lending = lendingOf({ to: null, holder: null, leaves })
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
 * The sessions that the device has left, once it shows that it is silent as far as they go: it says so, or that it
 * sounds for the new one.
 */
export function silenceToldTo(
  { lending }: Device,
  { event, deviceId, positionMs }: DeviceReport,
): readonly Elsewhere[] {
  if (!lending || !TELLS_OF_SILENCE.has(event)) return []
  return lending.leaves.map((subject) => {
    const { sessionId } = subject
    const command = { type: 'session.hear-silence', sessionId, deviceId, positionMs } as CommandLike
    return { command, subject }
  })
}

/** It has told that it is silent. */
export function told(device: Device): Device {
  const { lending } = device
  return lending ? { ...device, lending: lendingOf({ ...lending, leaves: [] }) } : device
}

/** Whether this session waits for the silence of a device, or will as soon as that is not its speaker any more. */
export function waitsForSilence(session: SessionView | null, deviceId: DeviceId, now: number): boolean {
  if (session === null) return false
  const { activeDeviceId, playState, unsilenced } = session
  if (activeDeviceId === deviceId && playState === 'playing') return true
  return (unsilenced ?? []).some((one) => one.deviceId === deviceId && one.until > now)
}

function waitingFor({ lending }: Device, former: Subject, isWaiting: boolean): readonly Subject[] {
  const others = (lending?.leaves ?? []).filter(({ sessionId }) => sessionId !== former.sessionId)
  return isWaiting ? [...others, former].slice(-MAX_WAITING) : others
}

/** Null: nothing of it needs to be known. */
function lendingOf(lending: Lending): Lending | null {
  return lending.to || lending.holder || lending.leaves.length > 0 ? lending : null
}

/** A shared device is everybody's to see. To others it is gone where it is shared no more. */
export function toldToAll(published: readonly Published[], before: readonly Device[]): readonly Published[] {
  const wasShared = new Set(before.filter(({ view }) => isShared(view)).map(({ view }) => view.deviceId))
  return published.flatMap((one): Published[] => {
    const { room, event } = one
    if (room !== 'devices' || !isDeviceEvent(event)) return [one]
    const device = event.type === 'device.removed' ? null : event.device
    const deviceId = event.type === 'device.removed' ? event.deviceId : event.device.deviceId
    const was = wasShared.has(deviceId)
    if (was && device && !isShared(device)) {
      const gone = { type: 'device.removed', deviceId } as const
      return [one, { ...one, audience: othersThan(device.ownerId), revision: 0, event: gone }]
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
