import {
  type CalledAgent,
  type DeviceView,
  LEASE_MS,
  mayPlayOn,
  type Rejection,
  rejection,
  type SessionId,
} from '@baton/protocol'
import type { Subject } from '../family.ts'
import { isSilenced } from './quiet.ts'

/** Where a device last said that it really was. */
export interface Confirmed {
  readonly positionMs: number
  readonly at: number
}

/** Of a device that several people may play on: which sessions it has to do with. */
export interface Lending {
  /** The session that it follows, where that is not its owner's. */
  readonly to: Subject | null
  /** Whose speaker it is, or is about to be: a box's own session too. Null: nobody's. */
  readonly holder: Subject | null
  /** The sessions that it followed before, and that still wait until it is silent. The latest are last. */
  readonly leaves: readonly Subject[]
}

/** A device as the rules see it: what everybody may see, and what only the hub needs. */
export interface Device {
  readonly view: DeviceView
  /** It counts as there until this instant, unless it is heard again. */
  readonly presentUntil: number
  /** When it was heard of, at the latest: never earlier than it really was. */
  readonly heardAt: number
  /** Since when the worker that judges it runs, if that is known: clocks may have been set while none did. */
  readonly judgedSince?: number
  /** The highest report number it has sent: older ones are not heard again. */
  readonly reportN: number
  readonly confirmed: Confirmed | null
  /** Of an agent that the hub calls: the address that its name stood for when it was added. It is never looked up again. */
  readonly agentAddress?: string | null
  readonly lending?: Lending | null
  /** Of a device of somebody else: the session of that one. */
  readonly home?: SessionId | undefined
}

/**
 * Whether a session may have it for its speaker without having been asked for by name: it is nobody else's, sounding or
 * not, and it may be played on. Whatever a session does by itself goes by this, so that it is never refused.
 */
export function isFreeFor({ userId, sessionId }: Subject, { view, lending }: Device): boolean {
  const holder = lending?.holder ?? null
  return mayPlayOn(view, userId) && (holder === null || holder.sessionId === sessionId)
}

/** Whether what is asked there is about what it sounds, and not about whoever sits in front of it: SD17. */
export function asksAsSpeaker({ view }: Device, { asSpeaker }: { readonly asSpeaker?: true }): boolean {
  return view.kind !== 'browser' || asSpeaker === true
}

/** When its right to sound has ended by its own clock, unless it is heard again. Never too early. */
export function leaseEndsAt({ heardAt, judgedSince = 0 }: Device): number {
  return Math.max(heardAt, judgedSince) + LEASE_MS
}

/** Why this device may not sound now, or null. Being there is another question; what keeps it quiet is told last. */
export function mayBeHeard({ view }: Pick<Device, 'view'>, now: number): Rejection | null {
  if (!view.capabilities.sound) return rejection('device.cannot-sound')
  if (!view.enabled) return rejection('device.disabled')
  if (view.agent && !isAble(view.agent)) return rejection('device.not-ready', { deviceName: view.name })
  if (!view.capabilities.unlocked) return rejection('device.needs-tap', { deviceName: view.name })
  if (isSilenced(view, now)) {
    const { deviceId, name: deviceName, quiet } = view
    return rejection('device.quiet', { deviceId, deviceName, until: quiet?.until ?? null })
  }
  return null
}

/** An agent that the hub calls is able while it answers and its music folder is there; what is not known yet counts as good. */
export function isAble({ reachable, mounted }: CalledAgent): boolean {
  return reachable !== false && mounted !== false
}
