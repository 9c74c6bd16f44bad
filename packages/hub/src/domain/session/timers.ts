import { countsAfterMs, type EntryId, type OfferId, type SessionId, type SessionView } from '@baton/protocol'
import type { Timer } from '../family.ts'
import { staleAt } from './stale.ts'

/** What the hub tells itself later. Each is judged again when its time has come. */
export type TimerCommand =
  | { readonly type: 'session.expire-offer'; readonly sessionId: SessionId; readonly offerId: OfferId }
  | {
      readonly type: 'session.give-up-handover'
      readonly sessionId: SessionId
      readonly speakerEpoch: number
    }
  | { readonly type: 'session.count-play'; readonly sessionId: SessionId; readonly entryId: EntryId }
  | { readonly type: 'session.fail-over'; readonly sessionId: SessionId; readonly speakerEpoch: number }
  | { readonly type: 'session.grow-stale'; readonly sessionId: SessionId }

/** The timers that a session needs follow from its state alone, so none can be forgotten or left behind. */
export function timersOf(view: SessionView): ReadonlyMap<string, Timer<TimerCommand>> {
  const { sessionId, offer, handOver, failover, current, listened, timeline } = view
  const timers = new Map<string, Timer<TimerCommand>>()
  if (offer) {
    const command = { type: 'session.expire-offer', sessionId, offerId: offer.offerId } as const
    timers.set(`${sessionId}/offer`, { at: offer.expiresAt, command })
  }
  if (handOver) {
    const command = { type: 'session.give-up-handover', sessionId, speakerEpoch: view.speakerEpoch } as const
    timers.set(`${sessionId}/handover`, { at: handOver.deadline, command })
  }
  if (failover?.movesAt != null) {
    const command = { type: 'session.fail-over', sessionId, speakerEpoch: view.speakerEpoch } as const
    timers.set(`${sessionId}/failover`, { at: failover.movesAt, command })
  }
  if (current && !listened.counted && timeline.rate === 1) {
    const command = { type: 'session.count-play', sessionId, entryId: current.entryId } as const
    const left = Math.max(0, countsAfterMs(current.durationMs) - listened.ms)
    const ends =
      current.durationMs === null ? Number.POSITIVE_INFINITY : current.durationMs - timeline.positionMs
    if (left <= ends) timers.set(`${sessionId}/count`, { at: timeline.at + left, command })
  }
  const at = staleAt(view)
  if (at !== null)
    timers.set(`${sessionId}/stale`, { at, command: { type: 'session.grow-stale', sessionId } })
  return timers
}
