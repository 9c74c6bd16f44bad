// How loud a device may get, and when it may not sound at all: by its owner's word and by its quiet hours. It holds for
// every way in which a device can be told to play, because it is decided here and not at the device.
import { type DeviceView, FULL_VOLUME, LIFTED_FOR_MS, type Quiet } from '@baton/protocol'
import type { WindowOf } from '../quiet-hours/windows.ts'

/** As loud as it may get now, in percent. Where it may not sound at all its volume is left as it is. */
export function loudestOf({ maxVolume, quiet }: DeviceView, now: number): number {
  const always = maxVolume ?? FULL_VOLUME.volume
  return quiet && quiet.maxVolume > 0 && holdsAt(quiet, now) ? Math.min(always, quiet.maxVolume) : always
}

/** It may make no sound now. */
export function isSilenced({ quiet }: DeviceView, now: number): boolean {
  return quiet?.maxVolume === 0 && holdsAt(quiet, now)
}

/** The same device with the quiet hours that hold or come next. What somebody has lifted stays lifted until then. */
export function withQuiet(view: DeviceView, windowOf: WindowOf, now: number): DeviceView {
  const { quiet: former, ...rest } = view
  const window = windowOf(view.quietHours ?? null)
  if (!window) return former === undefined ? view : { ...rest, quiet: null }
  const liftedUntil = former?.liftedUntil != null && former.liftedUntil > now ? former.liftedUntil : null
  return { ...rest, quiet: judged({ ...window, liftedUntil }, now) }
}

/** What does not hold now is not lifted. */
export function withQuietLifted(view: DeviceView, lifted: boolean, now: number): DeviceView {
  const { quiet } = view
  if (!quiet || now < quiet.from || now >= quiet.until) return view
  return { ...view, quiet: judged({ ...quiet, liftedUntil: lifted ? now + LIFTED_FOR_MS : null }, now) }
}

/** Whether something has changed that a session that plays there has to mind. */
export function isAsLoudAs(a: DeviceView, b: DeviceView): boolean {
  if (a.quiet === b.quiet && a.maxVolume === b.maxVolume) return true
  const ofIt = ({ maxVolume = null, quiet = null }: DeviceView) => JSON.stringify([maxVolume, quiet])
  return ofIt(a) === ofIt(b)
}

function judged(quiet: Omit<Quiet, 'holds'>, now: number): Quiet {
  const { from, until, maxVolume, liftedUntil } = quiet
  return { from, until, maxVolume, holds: holdsAt(quiet, now), liftedUntil }
}

function holdsAt({ from, until, liftedUntil }: Omit<Quiet, 'holds'>, now: number): boolean {
  return from <= now && now < until && (liftedUntil === null || now >= liftedUntil)
}
