import type { SessionView } from '@baton/protocol'
import { positionAt } from '@baton/protocol'

/** Where the seek bar stands at the hub's instant `now`, and how long to wait until it would look different. */
export function projectSeek(
  session: Pick<SessionView, 'timeline' | 'current'>,
  now: number,
): { readonly positionMs: number; readonly durationMs: number | null } {
  const durationMs = session.current?.durationMs ?? null
  return { positionMs: positionAt(session.timeline, now, durationMs), durationMs }
}

/** Positions are drawn in steps, so that a bar is not drawn anew for movements that nobody can see. */
export function drawnPosition(positionMs: number, durationMs: number | null): number {
  const step = Math.min(1000, Math.max(50, (durationMs ?? 0) / 1000))
  return Math.floor(positionMs / step) * step
}
