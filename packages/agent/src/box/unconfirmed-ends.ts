import type { FollowedChange, Report } from '@baton/client'

/** At this instant of the hub's time the speaker told the hub. */
export interface Told {
  readonly report: Report
  readonly at: number
}

/** Ends of entries that the hub was told of and has not shown yet: it may be gone, and not missed so far. */
export interface UnconfirmedEnds {
  told(report: Report, at: number): void
  heard(change: FollowedChange): void
  /** What the hub's session does not show, in order: ends, and what was told last of what followed them. Forgets it. */
  taken(now: number): readonly Told[]
}

/** A hub that is gone is missed within 27 s. What it has not taken up for longer, it has refused. */
const UNCONFIRMED_WITHIN_MS = 60_000
const MOST = 32

export function unconfirmedEnds(): UnconfirmedEnds {
  let waiting: readonly Told[] = []
  const isEnd = ({ report: { event } }: Told) => event === 'ended' || event === 'failed'
  const fromEnd = (all: readonly Told[]) => {
    const first = all.findIndex(isEnd)
    return first < 0 ? [] : all.slice(first)
  }
  return {
    told(report, at) {
      const one = { report, at }
      // Of places only the newest counts.
      const last = waiting.at(-1)
      const before = last && !isEnd(one) && !isEnd(last) ? waiting.slice(0, -1) : waiting
      waiting = fromEnd([...before, one].slice(-MOST))
    },
    heard(change) {
      const [first, ...later] = waiting
      if (!first) return
      const current = change.state.session?.current?.entryId ?? null
      const isOver =
        change.cause === 'event' &&
        (change.event.type === 'session.moved-on' || change.event.type === 'session.stopped')
      if (!isOver && current === first.report.entryId) return
      waiting = current === first.report.nextEntryId ? fromEnd(later) : []
    },
    taken(now) {
      const taken = fromEnd(waiting.filter(({ at }) => now - at < UNCONFIRMED_WITHIN_MS))
      waiting = []
      return taken
    },
  }
}
