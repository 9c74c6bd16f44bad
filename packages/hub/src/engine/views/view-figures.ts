import {
  countedUp,
  DAY_MS,
  dayOf,
  type Figures,
  HOUR_MS,
  MARKS_OUTLIVE_EVENTS_MS,
  type MarkDisplay,
  OLDEST_BACKLOG_MS,
} from '#domain'
import type { KeptFigures, ViewHorizon, ViewRecords } from '../ports/view-records.ts'

/** So many events go into the figures in one transaction. */
const MOST_AT_ONCE = 500
/** An event may be on its way into the store for this long after it was received. */
const ON_ITS_WAY_MS = 10 * 60_000

export interface FiguresParts {
  readonly records: ViewRecords
  readonly markDisplay: MarkDisplay
  /** On the hub's clock. */
  readonly now: () => number
}

/** The upkeep of figures: what a job does, step by step. It may break off anywhere and be begun again. */
export interface FiguresUpkeep {
  /** Every event that was accepted goes into the figures and is forgotten, until the signal aborts. */
  rollUp(signal: AbortSignal): Promise<void>
  /** Marks that nothing can be sent again for, and what tells the displays of old days apart. */
  prune(signal: AbortSignal): Promise<void>
}

export function figuresUpkeep({ records, markDisplay, now }: FiguresParts): FiguresUpkeep {
  return {
    async rollUp(signal) {
      const startedAt = now()
      while (!signal.aborted) {
        const counted = await records.rollUp(MOST_AT_ONCE, (kept) => withUncounted(kept, markDisplay))
        if (counted < MOST_AT_ONCE) {
          const finishedAt = Math.floor(now() / HOUR_MS) * HOUR_MS + HOUR_MS
          await records.noteRound({ finishedAt, through: startedAt - ON_ITS_WAY_MS })
          return
        }
      }
    },
    async prune(signal) {
      const horizon = await horizonAt(records, now())
      if (horizon) await records.prune(horizon, signal)
    },
  }
}

/** The figures with what was accepted since they were written. */
export function withUncounted(
  { known, uncounted, newlySeen }: KeptFigures,
  markDisplay: MarkDisplay,
): Figures {
  return countedUp(known, uncounted, newlySeen, markDisplay)
}

/**
 * A round says that what was received before `through` was forgotten at its end. An event is recorded a day before it
 * was received at most: so of marks that are a day older than `through` every event was gone by then.
 */
async function horizonAt(
  records: Pick<ViewRecords, 'roundBefore'>,
  now: number,
): Promise<ViewHorizon | null> {
  const round = await records.roundBefore(now - MARKS_OUTLIVE_EVENTS_MS)
  if (!round) return null
  return {
    marksBefore: round.through - OLDEST_BACKLOG_MS,
    displaysBeforeDay: dayOf(now - OLDEST_BACKLOG_MS - DAY_MS),
    roundsBefore: round.finishedAt,
  }
}
