// Events that the hub has not answered yet. Each is kept before it is told, is told until it is answered, and is told
// unchanged: so it counts once, whatever breaks between. Rules RD8 to RD12 in docs/protocol/reference-display.md.
import type { Clock } from '@baton/client'
import type { HubClock } from '../hub-clock.ts'
import type { Kept, KeptThings } from '../outside.ts'
import type { ViewEvent } from './view-event.ts'

/** So many wait at most; more than a day of them does not count. */
export const MAX_WAITING_VIEWS = 10_000
/** The hub counts under its own instant what is a day old at most; some minutes are left for the way. */
export const VIEW_GOOD_MS = 24 * 3_600_000 - 5 * 60_000
/**
 * Whether the hub takes an event under its own instant or under that of its arrival, which is less than 5 s later, two
 * that lie so far apart are never too near each other for it.
 */
export const VIEWS_APART_MS = 10_000
const MAX_UNANSWERED = 16
const ANSWERED_WITHIN_MS = 20_000
/** Behind that, an event that came at once is judged under its own instant. */
const TOO_NEAR_PAUSE_MS = 6_000
const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 60_000
/** So often one is told again that is too near another one: of two that are, one never counts. */
const MAX_TOO_NEAR = 12

export type ViewFate = 'counted' | 'refused' | 'too-old' | 'no-room'

export interface ViewOutboxParts {
  readonly kept: Pick<Kept, 'addView' | 'removeView'>
  readonly known: Pick<KeptThings, 'views' | 'lastViewAt'>
  readonly clock: Pick<Clock, 'now' | 'after'>
  readonly hubTime: Pick<HubClock, 'now'>
  /** What became of an event. */
  readonly onOver: (event: ViewEvent, fate: ViewFate, why: string | null) => void
  readonly onFailure: (error: unknown) => void
}

/** Says an event to the hub; its answer comes another way. */
export type SayView = (event: ViewEvent) => Promise<void>

export interface ViewOutbox {
  /** How long until another event may follow the last one. */
  mayFollowInMs(): number
  /** Resolves once it is kept. */
  add(event: ViewEvent): Promise<void>
  /** From now on events are said; null: nobody hears them. */
  speak(say: SayView | null): void
  /** What came at the topic `view/ack`. */
  answered(message: unknown): void
  /** Nothing of it is owed any more: it was another display's. */
  forget(): Promise<void>
  readonly size: number
  /** Says nothing more. */
  end(): void
}

interface Entry {
  readonly event: ViewEvent
  tries: number
  /** Not before this instant of the monotonic clock. */
  notBefore: number
  /** Said on the present connection, and not answered so long. */
  cancelWait: (() => void) | null
}

export function viewOutbox(parts: ViewOutboxParts): ViewOutbox {
  const { kept, known, clock, hubTime, onOver, onFailure } = parts
  const entries = new Map<string, Entry>()
  let lastAt = known.lastViewAt
  let say: SayView | null = null
  let cancelLook: (() => void) | null = null
  const enter = (event: ViewEvent) =>
    void entries.set(event.eventId, { event, tries: 0, notBefore: 0, cancelWait: null })
  for (const event of known.views) enter(event)

  function leave(entry: Entry, fate: ViewFate, why: string | null = null): void {
    const { event, cancelWait } = entry
    cancelWait?.()
    entries.delete(event.eventId)
    kept.removeView(event.eventId).catch(onFailure)
    onOver(event, fate, why)
  }

  function look(): void {
    cancelLook?.()
    cancelLook = null
    if (say === null) return
    const now = clock.now()
    let unanswered = [...entries.values()].filter(({ cancelWait }) => cancelWait !== null).length
    let soonest = Number.POSITIVE_INFINITY
    for (const entry of [...entries.values()]) {
      if (entry.cancelWait !== null) continue
      if (hubTime.now() - entry.event.seenAt > VIEW_GOOD_MS) {
        leave(entry, 'too-old')
        continue
      }
      if (entry.notBefore > now) {
        soonest = Math.min(soonest, entry.notBefore)
        continue
      }
      if (unanswered >= MAX_UNANSWERED) break
      unanswered += 1
      entry.cancelWait = clock.after(ANSWERED_WITHIN_MS, () => again(entry, 0))
      // Where it is not said the connection is over, which is told too.
      say(entry.event).catch(() => {})
    }
    if (soonest < Number.POSITIVE_INFINITY) cancelLook = clock.after(soonest - now, look)
  }

  function again(entry: Entry, afterMs: number): void {
    entry.cancelWait?.()
    entry.cancelWait = null
    entry.notBefore = clock.now() + afterMs
    look()
  }

  function waitBefore(entry: Entry): number {
    entry.tries += 1
    return Math.min(FIRST_PAUSE_MS * 2 ** entry.tries, LONGEST_PAUSE_MS)
  }

  /** Null: the answer is for none that waits. One without a name is for the first that was said. */
  function entryOf(eventId: unknown): Entry | null {
    if (typeof eventId === 'string') return entries.get(eventId) ?? null
    return [...entries.values()].find(({ cancelWait }) => cancelWait !== null) ?? null
  }

  return {
    get size() {
      return entries.size
    },
    mayFollowInMs() {
      if (lastAt === null) return 0
      const left = lastAt + VIEWS_APART_MS - hubTime.now()
      // A clock that was set back holds up nothing.
      return left > VIEWS_APART_MS ? 0 : Math.max(0, left)
    },
    async add(event) {
      lastAt = event.seenAt
      const oldest = entries.size >= MAX_WAITING_VIEWS ? entries.values().next().value : undefined
      if (oldest) leave(oldest, 'no-room')
      await kept.addView(event).catch(onFailure)
      enter(event)
      look()
    },
    speak(next) {
      say = next
      for (const entry of entries.values()) {
        entry.cancelWait?.()
        entry.cancelWait = null
      }
      look()
    },
    answered(message) {
      if (typeof message !== 'object' || message === null) return
      const { success, error_code: code, error, event_id } = message as Record<string, unknown>
      const entry = entryOf(event_id)
      if (!entry || typeof success !== 'boolean') return
      if (success || code === 'duplicate') leave(entry, 'counted')
      else if (code === 'processing_error') again(entry, waitBefore(entry))
      else if (code === 'rate_limited' && entry.tries < MAX_TOO_NEAR)
        again(entry, Math.max(TOO_NEAR_PAUSE_MS, waitBefore(entry)))
      else leave(entry, 'refused', String(error))
      look()
    },
    async forget() {
      for (const entry of [...entries.values()]) {
        entry.cancelWait?.()
        entries.delete(entry.event.eventId)
        await kept.removeView(entry.event.eventId)
      }
    },
    end() {
      cancelLook?.()
      say = null
      for (const { cancelWait } of entries.values()) cancelWait?.()
    },
  }
}
