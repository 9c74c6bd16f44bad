import {
  type DeviceId,
  FULL_VOLUME,
  type Rejection,
  type RepeatMode,
  rejection,
  type Volume,
} from '@baton/protocol'
import { announcedNext } from '../lists/order.ts'
import { permuted } from '../lists/permutation.ts'
import { type Context, deviceOf } from './context.ts'
import type { Draft } from './decision.ts'

export interface Options {
  readonly shuffle?: boolean | undefined
  readonly repeatMode?: RepeatMode | undefined
}

/**
 * Shuffling makes a permutation that is kept with the session, the current entry first; un-shuffling goes back to the
 * user's order, at the current entry. Neither is heard.
 */
export function setOptions(draft: Draft, options: Options, context: Context): null {
  const shuffle = options.shuffle ?? draft.view.shuffle
  const repeatMode = options.repeatMode ?? draft.view.repeatMode
  if (shuffle === draft.view.shuffle && repeatMode === draft.view.repeatMode) return null
  if (shuffle !== draft.view.shuffle) reorder(draft, shuffle, context.seed)
  const next = announcedNext(draft.queue, draft.view.current, repeatMode)
  draft.happen({ type: 'session.options-changed', change: { shuffle, repeatMode, next } })
  return null
}

function reorder(draft: Draft, shuffle: boolean, seed: number): void {
  if (!shuffle) {
    draft.happen({ type: 'queue.unshuffled' })
    return
  }
  const currentId = draft.view.current?.entryId
  const ids = draft.queue.entries.map((entry) => entry.entryId)
  const others = permuted(
    ids.filter((id) => id !== currentId),
    seed,
  )
  draft.happen({ type: 'queue.shuffled', order: currentId ? [currentId, ...others] : others })
}

export interface VolumeChange {
  readonly volume?: number | undefined
  readonly muted?: boolean | undefined
  readonly deviceId?: DeviceId | undefined
}

/**
 * Volume belongs to a device: the named one, else the active one. Turning it up or down also ends muting. Beyond the
 * user's limit it goes up to the limit.
 */
export function setVolume(draft: Draft, asked: VolumeChange, context: Context): Rejection | null {
  const deviceId = asked.deviceId ?? draft.view.activeDeviceId ?? context.callerId
  if (deviceId === null) return rejection('session.no-speaker', { candidates: [] })
  if (!deviceOf(context, deviceId)) return rejection('device.not-found')
  const present = draft.view.volumes[deviceId] ?? FULL_VOLUME
  const muted = asked.muted ?? (asked.volume === undefined && present.muted)
  const loudest = draft.view.maxVolume ?? FULL_VOLUME.volume
  const wanted: Volume = { volume: Math.min(loudest, asked.volume ?? present.volume), muted }
  if (wanted.volume === present.volume && wanted.muted === present.muted) return null
  const volumes = { ...draft.view.volumes, [deviceId]: wanted }
  draft.happen({ type: 'session.volume-changed', change: { volumes }, deviceId })
  return null
}
