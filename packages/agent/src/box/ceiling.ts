import { type DeviceView, FULL_VOLUME } from '@baton/protocol'

/** How loud the box's own device may be, as the hub said last. */
export type Limits = Pick<DeviceView, 'enabled' | 'maxVolume' | 'quiet'>

export interface Ceiling {
  /** In percent. Where it may make no sound its volume is left as it is. */
  readonly loudest: number
  /** Why it may make no sound now. */
  readonly silenced: 'device.disabled' | 'device.quiet' | null
  /** When that may be otherwise, if nobody says so; null: never. */
  readonly changesAt: number | null
}

/** `now`: the hub's time, or where that was never heard the box's own. Quiet hours that nobody has told of do not hold. */
export function ceilingAt(limits: Limits | null, now: number): Ceiling {
  const { enabled = true, maxVolume, quiet } = limits ?? {}
  const always = maxVolume ?? FULL_VOLUME.volume
  const edges = quiet ? [quiet.from, quiet.until, quiet.liftedUntil ?? 0].filter((at) => at > now) : []
  const changesAt = edges.length > 0 ? Math.min(...edges) : null
  const isLifted = quiet?.liftedUntil != null && now < quiet.liftedUntil
  const holding = quiet && quiet.from <= now && now < quiet.until && !isLifted ? quiet.maxVolume : null
  const isQuiet = holding === 0
  return {
    loudest: Math.min(always, holding === null || isQuiet ? always : holding),
    silenced: enabled ? (isQuiet ? 'device.quiet' : null) : 'device.disabled',
    changesAt,
  }
}
