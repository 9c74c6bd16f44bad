import {
  type Entry,
  type EntryId,
  type Listened,
  playOrder,
  type Rejection,
  rejection,
} from '@baton/protocol'
import { announcedNext, entryAfter, entryBefore, findEntry } from '../lists/order.ts'
import type { Context } from './context.ts'
import type { Draft } from './decision.ts'
import { cancelOffer } from './hand-over-offer.ts'
import { anchored, positionNow } from './position.ts'
import { ensureSpeaker } from './right-to-sound.ts'

/** Up to here `prev` goes to the entry before; later it restarts the current one. */
export const PREV_RESTARTS_AFTER_MS = 3_000

type Cause = 'ended' | 'failed' | 'next' | 'prev' | 'jump' | 'enqueued-now' | 'removed'

export function next(draft: Draft): Rejection | null {
  const { current, repeatMode } = draft.view
  if (current === null) return rejection('session.nothing-to-play')
  const entry = entryAfter(draft.queue, current.entryId, repeatMode)
  if (entry) moveTo(draft, entry, 'next')
  else stopAtEnd(draft)
  return null
}

export function prev(draft: Draft): Rejection | null {
  const { current, repeatMode } = draft.view
  if (current === null) return rejection('session.nothing-to-play')
  const restart = positionNow(draft.view, draft.now) > PREV_RESTARTS_AFTER_MS
  const before = restart ? null : entryBefore(draft.queue, current.entryId, repeatMode)
  if (before) moveTo(draft, before, 'prev')
  else draft.happen({ type: 'session.seeked', change: anchored(draft, { positionMs: 0 }) })
  return null
}

/** Plays a named entry now, also one that failed before. */
export function jump(draft: Draft, entryId: EntryId, context: Context): Rejection | null {
  const entry = findEntry(draft.queue, entryId)
  return entry ? playEntry(draft, entry, 'jump', context) : rejection('queue.entry-not-found')
}

/** Moves to an entry and sounds it, whatever the play state was. */
export function playEntry(draft: Draft, entry: Entry, cause: Cause, context: Context): Rejection | null {
  if (draft.view.playState !== 'playing') {
    const refused = ensureSpeaker(draft, context)
    if (refused) return refused
  }
  moveTo(draft, entry, cause, { playState: 'playing' })
  return null
}

/** The current entry came to its end by itself: `repeat one` plays it again, else the announced next one follows. */
export function advance(draft: Draft, startedAgoMs: number): void {
  const { current, repeatMode } = draft.view
  const entry = announcedNext(draft.queue, current, repeatMode)
  if (entry) moveTo(draft, entry, 'ended', { positionMs: startedAgoMs })
  else stopAtEnd(draft)
}

/** The current entry cannot be played: it is marked, and playback skips on until nothing playable is left. */
export function skipFailed(draft: Draft): void {
  const { current, repeatMode } = draft.view
  if (current === null) return
  draft.happen({ type: 'queue.entries-marked', marks: [{ entryId: current.entryId, status: 'failed' }] })
  const entry = entryAfter(draft.queue, current.entryId, repeatMode)
  if (entry) moveTo(draft, entry, 'failed')
  else stopAtEnd(draft)
}

interface Arrival {
  readonly playState?: 'playing' | 'paused' | 'stopped'
  readonly positionMs?: number
  /** How much of it was really heard already; missing: nothing. */
  readonly listened?: Listened
}

/** Makes an entry the current one, from its start. Everything that changes the current entry goes through here. */
export function moveTo(draft: Draft, entry: Entry, cause: Cause, arrival: Arrival = {}): void {
  const current: Entry = { ...entry, status: 'playing' }
  const left = draft.view.current
  const { listened = { ms: 0, counted: false }, ...place } = arrival
  const fresh = anchored(draft, { positionMs: 0, ...place }, current)
  const marks = [{ entryId: entry.entryId, status: current.status }]
  if (left && left.entryId !== entry.entryId && findEntry(draft.queue, left.entryId)?.status === 'playing') {
    marks.unshift({ entryId: left.entryId, status: cause === 'ended' ? 'played' : 'queued' })
  }
  draft.happen({ type: 'queue.entries-marked', marks })
  const change = {
    ...fresh,
    current,
    next: announcedNext(draft.queue, current, draft.view.repeatMode),
    listened,
  }
  draft.happen({ type: 'session.moved-on', change, cause })
}

/** Behind the last entry: stops, with the first one ready to play again. */
export function stopAtEnd(draft: Draft): void {
  cancelOffer(draft)
  const { queue, view } = draft
  const allFailed = queue.entries.length > 0 && queue.entries.every((entry) => entry.status === 'failed')
  const first = playOrder(queue).find((entry) => entry.status !== 'failed') ?? playOrder(queue)[0] ?? null
  const current: Entry | null = first && { ...first, status: allFailed ? 'failed' : 'playing' }
  markStart(draft, current)
  const change = {
    ...anchored(draft, { playState: 'stopped', positionMs: 0 }, current),
    current,
    next: announcedNext(draft.queue, current, view.repeatMode),
    listened: { ms: 0, counted: false },
    handOver: null,
  }
  draft.happen({ type: 'session.stopped', change, reason: allFailed ? 'all-failed' : 'queue-end' })
}

function markStart(draft: Draft, current: Entry | null): void {
  const left = draft.view.current
  const marks: { entryId: EntryId; status: Entry['status'] }[] = []
  if (
    left &&
    left.entryId !== current?.entryId &&
    findEntry(draft.queue, left.entryId)?.status === 'playing'
  ) {
    marks.push({ entryId: left.entryId, status: 'played' })
  }
  if (current && findEntry(draft.queue, current.entryId)?.status !== current.status) {
    marks.push({ entryId: current.entryId, status: current.status })
  }
  if (marks.length > 0) draft.happen({ type: 'queue.entries-marked', marks })
}
