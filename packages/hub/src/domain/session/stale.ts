import { type SessionView, STALE_AFTER_MS } from '@baton/protocol'
import type { Context } from './context.ts'
import type { Draft } from './decision.ts'
import { cancelOffer } from './hand-over-offer.ts'
import { anchored } from './position.ts'
import { rightMovedTo } from './right-to-sound.ts'

/** When a session that is left alone grows stale: null while it plays, or stands at the start anyway. */
export function staleAt({ current, playState, timeline, updatedAt }: SessionView): number | null {
  const rests = current !== null && playState !== 'playing' && timeline.positionMs > 0
  return rests ? updatedAt + STALE_AFTER_MS : null
}

/**
 * A session that nobody touched for a day stands at the start of its track and offers the place where it stood. The
 * speaker epoch moves, so that no address of the day before can be used again.
 */
export function growStale(draft: Draft, context: Context): void {
  const at = staleAt(draft.view)
  if (at === null || draft.now < at) return
  cancelOffer(draft)
  const { view } = draft
  const played = view.lastPlayed ?? { at: draft.before.view.updatedAt, deviceId: null, deviceName: null }
  const change = {
    ...anchored(draft, { positionMs: 0 }),
    ...(view.activeDeviceId && rightMovedTo(draft, view.activeDeviceId, context)),
    ...(view.failover && { failover: null }),
    resumeOffer: { ...played, positionMs: view.timeline.positionMs },
  }
  draft.happen({ type: 'session.grew-stale', change })
}
