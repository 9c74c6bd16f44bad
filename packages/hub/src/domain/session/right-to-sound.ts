import { type DeviceId, type Rejection, rejection, type SessionChange } from '@baton/protocol'
import { type Device, isFreeFor, mayBeHeard } from '../device/device.ts'
import { type Context, deviceOf } from './context.ts'
import type { Draft } from './decision.ts'
import { failOffer } from './hand-over-offer.ts'
import { awaitable, stillUnsilenced, unsilencedAfter } from './unsilenced.ts'

/** The change of the right to sound: a new epoch ends every ticket and every report of the former holder. */
export function rightMovedTo(draft: Draft, deviceId: DeviceId | null, context: Context): SessionChange {
  const after = { playState: draft.view.playState, activeDeviceId: deviceId }
  const { unsilenced = stillUnsilenced(draft) } = unsilencedAfter(draft, after)
  return {
    unsilenced: [...awaitable(unsilenced ?? [], draft, context)],
    activeDeviceId: deviceId,
    speakerEpoch: draft.view.speakerEpoch + 1,
    speakerOfferId: null,
    offer: null,
    handOver: null,
    ...(draft.view.failover && { failover: null }),
    lastDeviceId: deviceId ?? draft.view.lastDeviceId,
  }
}

/**
 * Playing implies an active device: the present one, else the caller's, else the last used one if it is ready. A box has
 * no other than its own.
 */
export function ensureSpeaker(draft: Draft, context: Context): Rejection | null {
  const { activeDeviceId, lastDeviceId } = draft.view
  const active = deviceOf(context, activeDeviceId)
  if (isReady(active, context.now)) return null
  // Whoever wants music there learns why there is none, and says where else.
  if (active && isKeptQuiet(active, context)) return refusedOn(draft, active, context)
  const caller = deviceOf(context, context.callerId)
  const used = deviceOf(context, lastDeviceId)
  const last = used && isFreeFor(draft.view, used) ? used : null
  const itsOwn = draft.view.ofBox ? context.devices : []
  const chosen = [caller, last, ...itsOwn].find((device) => isReady(device, context.now))
  if (!chosen) {
    const quiet = [caller, last].find((device) => device !== null && isKeptQuiet(device, context))
    return quiet
      ? refusedOn(draft, quiet, context)
      : rejection('session.no-speaker', { candidates: readyFor(draft, context) })
  }
  failOffer(draft, 'superseded')
  draft.happen({
    type: 'session.speaker-changed',
    change: rightMovedTo(draft, chosen.view.deviceId, context),
    fromDeviceId: activeDeviceId,
    offerId: null,
    reason: 'play',
  })
  return null
}

/** Why it may not sound now, or null. Where that is for its quiet hours, also where the music could play instead. */
export function refusedOn(draft: Draft, device: Device, context: Context): Rejection | null {
  const refused = mayBeHeard(device, context.now)
  if (refused?.code !== 'device.quiet') return refused
  return rejection('device.quiet', { ...refused.details, candidates: readyFor(draft, context) })
}

/** It could sound, were it not for its quiet hours. */
function isKeptQuiet(device: Device, { now }: Context): boolean {
  return mayBeHeard(device, now)?.code === 'device.quiet' && now < device.presentUntil
}

/** Where the music could play at once, without taking anything from anybody. */
function readyFor({ view }: Draft, { devices, now }: Context): { deviceId: DeviceId; deviceName: string }[] {
  return devices
    .filter((device) => isReady(device, now) && isFreeFor(view, device))
    .map(({ view }) => ({ deviceId: view.deviceId, deviceName: view.name }))
}

/** It may be heard, and is there. */
export function isReady(device: Device | null, now: number): device is Device {
  return device !== null && mayBeHeard(device, now) === null && now < device.presentUntil
}
