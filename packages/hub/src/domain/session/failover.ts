import { byName, type DeviceId, type DeviceKind, type DropOut, type Failover } from '@baton/protocol'
import { type Device, isFreeFor, leaseEndsAt } from '../device/device.ts'
import { type Context, deviceOf } from './context.ts'
import type { Draft } from './decision.ts'
import { cancelOffer } from './hand-over-offer.ts'
import { anchored } from './position.ts'
import { isReady, rightMovedTo } from './right-to-sound.ts'

/** What stands first is asked first: loudspeakers are made for it, a browser may lie in somebody's pocket. */
const RANKS: Readonly<Record<DeviceKind, number>> = { agent: 0, browser: 1, program: 2, display: 3 }

/** Heard of longer ago than this, nobody waits for the music any more: a hub that was off all night plays to nobody. */
export const HEARD_WITHIN_MS = 5 * 60_000
/** A move that comes this late comes out of the blue. */
export const MOVES_WITHIN_MS = 60_000

export interface DroppedOut {
  readonly deviceId: DeviceId
  readonly reason: DropOut
  /** From then on it is certainly not heard any more. Null or missing: nobody can tell, so somebody has to say so. */
  readonly silentFrom?: number | null
}

/**
 * Where the music could go on whose speaker drops out, and whether it does so by itself: only where the listener wants
 * that, and not before the former speaker is certainly silent.
 */
export function failoverFrom(
  draft: Draft,
  { deviceId, reason, silentFrom = null }: DroppedOut,
  context: Context,
): Failover {
  const ready = readyBeside(draft, deviceId, context)
  const target = ready.find(soundsByItself)
  const movesAt = draft.view.autoFailover && silentFrom !== null && target ? silentFrom : null
  const toDeviceId = (target ?? ready[0])?.view.deviceId ?? null
  return { reason, fromDeviceId: deviceId, toDeviceId, movesAt }
}

/** From when on a device that is not heard of any more is certainly silent; null: that was too long ago to move. */
export function silentSince(device: Device | null, now: number): number | null {
  if (device === null) return null
  return now - device.heardAt > HEARD_WITHIN_MS ? null : Math.max(now, leaseEndsAt(device) + 1)
}

/** The time has come to move on by itself. It is judged by what is true now. */
export function failOver(draft: Draft, speakerEpoch: number, context: Context): null {
  const { view, now } = draft
  const { failover } = view
  if (!failover || failover.movesAt === null || view.speakerEpoch !== speakerEpoch) return null
  const { fromDeviceId, reason } = failover
  const former = deviceOf(context, fromDeviceId)
  // One that said itself that it cannot sound is silent now; of the others only their lease tells.
  const silent = reason === 'speaker-blocked' ? now : silentSince(former, now)
  const late = now > failover.movesAt + MOVES_WITHIN_MS
  const silentFrom = late || isReady(former, now) ? null : silent
  const anew = failoverFrom(draft, { deviceId: fromDeviceId, reason, silentFrom }, context)
  const target = deviceOf(context, anew.toDeviceId)
  if (target === null || anew.movesAt === null || anew.movesAt > now) {
    draft.happen({ type: 'session.failover-changed', change: { failover: anew } })
    return null
  }
  cancelOffer(draft)
  draft.happen({
    type: 'session.speaker-changed',
    change: rightMovedTo(draft, target.view.deviceId, context),
    fromDeviceId,
    offerId: null,
    reason: 'failover',
  })
  draft.happen({ type: 'session.played', change: anchored(draft, { playState: 'playing' }) })
  return null
}

/** Somebody wants silence: the music does not move on by itself any more, it is only offered. */
export function waitInstead(draft: Draft): void {
  const { failover } = draft.view
  if (failover?.movesAt == null) return
  draft.happen({ type: 'session.failover-changed', change: { failover: { ...failover, movesAt: null } } })
}

/** Another's, lent or of a box, is no place to go on: nothing is taken from anybody by itself. */
function readyBeside({ view }: Draft, deviceId: DeviceId, { devices, now }: Context): readonly Device[] {
  return devices
    .filter((device) => device.view.deviceId !== deviceId && isReady(device, now) && isFreeFor(view, device))
    .toSorted((a, b) => RANKS[a.view.kind] - RANKS[b.view.kind] || byName(a.view, b.view))
}

/** What says what it really does, or is asked by the hub: a program that only takes orders may have nobody near it. */
function soundsByItself({ view }: Device): boolean {
  return view.agent ? view.agent.reachable === true : view.capabilities.reports
}
