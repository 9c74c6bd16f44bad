import {
  countsAfterMs,
  type Entry,
  listenedAt,
  type PlayState,
  positionAt,
  type SessionChange,
  type SessionView,
  type Timeline,
} from '@baton/protocol'
import type { Draft } from './decision.ts'
import { unsilencedAfter } from './unsilenced.ts'

/** Where the music is now. */
export function positionNow(view: SessionView, now: number): number {
  return positionAt(view.timeline, now, view.current?.durationMs ?? null)
}

export interface Anchor {
  readonly playState?: PlayState
  readonly positionMs?: number
  /** Missing: 1 while playing, else 0. */
  readonly rate?: Timeline['rate']
  /** When the music was heard last; missing: now. */
  readonly heardAt?: number
  /** After this instant the active device is not heard any more; missing: nobody knows it better than its lease. */
  readonly soundsUntil?: number
}

/**
 * The timeline anchored anew at the draft's `now`, of its current entry or of the one that becomes it. What was heard
 * since the last anchor is added up first, so every change of position, play state or rate goes through here. Between
 * two speakers it stands still, and what moves it meanwhile moves the place where the new speaker is going to start.
 */
export function anchored(
  draft: Draft,
  anchor: Anchor,
  current: Entry | null = draft.view.current,
): SessionChange {
  const { view, now } = draft
  const durationMs = current?.durationMs ?? null
  const playState = anchor.playState ?? view.playState
  const wantedMs = anchor.positionMs ?? positionNow(view, now)
  const positionMs = durationMs === null ? wantedMs : Math.min(wantedMs, durationMs)
  const { activeDeviceId } = view
  const fixed = {
    playState,
    listened: listenedAt(view, now),
    ...rested(draft, anchor, playState),
    ...unsilencedAfter(draft, { playState, activeDeviceId }, anchor.soundsUntil),
  }
  const { handOver } = view
  if (playState === 'playing' && anchor.rate === undefined && handOver?.silenced) {
    const silenced = { ...handOver.silenced, positionMs }
    const between = { ...handOver, silenced }
    return { ...fixed, timeline: { positionMs, at: now, rate: 0 }, handOver: between }
  }
  const rate = anchor.rate ?? (playState === 'playing' ? 1 : 0)
  return { ...fixed, timeline: { positionMs, at: now, rate } }
}

/** Whoever plays or moves has chosen a place, so none is offered any more; what falls silent has just been played. */
function rested(draft: Draft, anchor: Anchor, playState: PlayState): SessionChange {
  const { view, now } = draft
  const chosen = playState === 'playing' || anchor.positionMs !== undefined
  const silenced = view.playState === 'playing' && playState !== 'playing'
  return {
    ...(view.resumeOffer && chosen && { resumeOffer: null }),
    ...(view.failover && playState !== 'paused' && { failover: null }),
    ...(silenced && { lastPlayed: draft.playedOn(anchor.heardAt ?? now) }),
  }
}

/** Counts the current entry as played, if enough of it was really heard by now and it was not counted yet. */
export function countPlay(draft: Draft): void {
  const { current, activeDeviceId } = draft.view
  const listened = listenedAt(draft.view, draft.now)
  if (current === null || listened.counted || listened.ms < countsAfterMs(current.durationMs)) return
  const { trackId, entryId } = current
  const change = { listened: { ...draft.view.listened, counted: true } }
  draft.happen({ type: 'session.play-counted', change, trackId, entryId, deviceId: activeDeviceId })
  draft.plays.push({ trackId, deviceId: activeDeviceId })
}
