import type { EntryId, TrackId } from '@baton/protocol'
import type { Callback } from '../reports/callbacks.ts'

/** What an agent is to play. */
export interface Wanted {
  readonly entryId: EntryId
  readonly trackId: TrackId
  readonly positionMs: number
  /** Where its sound is found that begins so far into the track. */
  readonly urlFrom: (startMs: number) => string
  readonly epoch: number
}

/** What an agent was told to play. */
export interface Playing {
  readonly entryId: EntryId
  epoch: number
  readonly callback: Callback
  /** Where what it was sent begins. */
  readonly fromMs: number
  /** Where it was, by the last word on it. */
  positionMs: number
  at: number
  paused: boolean
  progressAt: number
  goneReports: number
  /** Reports in a row that say that it stands still. */
  pausedReports: number
}

/** `at` and `nowMs` are instants of the monotonic clock. */
export function place(playing: Playing, positionMs: number, at: number): void {
  playing.positionMs = positionMs
  playing.at = at
}

export function positionOf({ positionMs, at, paused }: Playing, nowMs: number): number {
  return Math.round(paused ? positionMs : positionMs + nowMs - at)
}
