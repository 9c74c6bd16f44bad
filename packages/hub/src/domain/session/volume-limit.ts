import { FULL_VOLUME } from '@baton/protocol'
import type { Draft } from './decision.ts'

/** From now on it gets no louder than this on any device; null: as loud as devices do. What is louder goes down at once. */
export function limitVolume(draft: Draft, maxVolume: number | null): null {
  if ((draft.view.maxVolume ?? null) === maxVolume) return null
  draft.happen({ type: 'session.options-changed', change: { maxVolume } })
  return null
}

/** A device that was never set would sound at its loudest: it is set before it can be heard. */
export function keepWithinLimit(draft: Draft): void {
  const { maxVolume, volumes, activeDeviceId, offer } = draft.view
  if (maxVolume === undefined || maxVolume === null) return
  const audible = [activeDeviceId, offer?.toDeviceId ?? null].filter((id) => id !== null)
  const known = (Object.keys(volumes) as typeof audible).filter((id) => !audible.includes(id))
  for (const deviceId of [...audible, ...known]) {
    const present = draft.view.volumes[deviceId] ?? FULL_VOLUME
    if (present.volume <= maxVolume) continue
    const lowered = { ...draft.view.volumes, [deviceId]: { ...present, volume: maxVolume } }
    draft.happen({ type: 'session.volume-changed', change: { volumes: lowered }, deviceId })
  }
}
