import {
  type PlayState,
  positionAt,
  type SessionChange,
  type SessionView,
  type Timeline,
} from '@baton/protocol'
import type { Draft } from './decision.ts'
import { countsAfterMs, listenedAt } from './listened.ts'

/** Where the music is now. */
export function positionNow(view: SessionView, now: number): number {
  return positionAt(view.timeline, now, view.current?.durationMs ?? null)
}

export interface Anchor {
  readonly playState?: PlayState
  readonly positionMs?: number
  /** Missing: 1 while playing, else 0. */
  readonly rate?: Timeline['rate']
}

/**
 * The timeline anchored anew at `now`. What was heard since the last anchor is added up first, so every change of
 * position, play state or rate goes through here. Between two speakers it stands still, and what moves it meanwhile
 * moves the place where the new speaker is going to start.
 */
export function anchored(view: SessionView, now: number, anchor: Anchor): SessionChange {
  const durationMs = view.current?.durationMs ?? null
  const playState = anchor.playState ?? view.playState
  const wantedMs = anchor.positionMs ?? positionNow(view, now)
  const positionMs = durationMs === null ? wantedMs : Math.min(wantedMs, durationMs)
  const listened = listenedAt(view, now)
  const { handOver } = view
  if (playState === 'playing' && anchor.rate === undefined && handOver?.silenced) {
    const silenced = { ...handOver.silenced, positionMs }
    const between = { ...handOver, silenced }
    return { playState, timeline: { positionMs, at: now, rate: 0 }, listened, handOver: between }
  }
  const rate = anchor.rate ?? (playState === 'playing' ? 1 : 0)
  return { playState, timeline: { positionMs, at: now, rate }, listened }
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
