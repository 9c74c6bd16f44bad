import { type DeviceId, type Rejection, rejection, type SessionChange } from '@baton/protocol'
import { type Device, mayBeHeard } from '../device/device.ts'
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
  if (isReady(deviceOf(context, activeDeviceId), context.now)) return null
  const caller = deviceOf(context, context.callerId)
  const last = deviceOf(context, lastDeviceId)
  const itsOwn = draft.view.ofBox ? context.devices : []
  const chosen = [caller, last, ...itsOwn].find((device) => isReady(device, context.now))
  if (!chosen) {
    const candidates = context.devices
      .filter((device) => isReady(device, context.now))
      .map(({ view }) => ({ deviceId: view.deviceId, deviceName: view.name }))
    return rejection('session.no-speaker', { candidates })
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

/** It may be heard, and is there. */
export function isReady(device: Device | null, now: number): device is Device {
  return device !== null && mayBeHeard(device) === null && now < device.presentUntil
}
