import { type DeviceId, FULL_VOLUME, type Rejection, rejection, type Volume } from '@baton/protocol'
import { type Context, deviceOf } from './context.ts'
import type { Draft } from './decision.ts'
import { loudestOn } from './volume-limit.ts'

export interface VolumeChange {
  readonly volume?: number | undefined
  readonly muted?: boolean | undefined
  readonly deviceId?: DeviceId | undefined
}

/**
 * Volume belongs to a device: the named one, else the active one. Turning it up or down also ends muting. Beyond the
 * what is allowed there now it goes up to that.
 */
export function setVolume(draft: Draft, asked: VolumeChange, context: Context): Rejection | null {
  const deviceId = asked.deviceId ?? draft.view.activeDeviceId ?? context.callerId
  if (deviceId === null) return rejection('session.no-speaker', { candidates: [] })
  if (!deviceOf(context, deviceId)) return rejection('device.not-found')
  const present = draft.view.volumes[deviceId] ?? FULL_VOLUME
  const muted = asked.muted ?? (asked.volume === undefined && present.muted)
  const loudest = loudestOn(draft, deviceId, context)
  const wanted: Volume = { volume: Math.min(loudest, asked.volume ?? present.volume), muted }
  if (wanted.volume === present.volume && wanted.muted === present.muted) return null
  const volumes = { ...draft.view.volumes, [deviceId]: wanted }
  draft.happen({ type: 'session.volume-changed', change: { volumes }, deviceId })
  return null
}
