// What screens learn of one household's library: how far a scan is, and that there is something new.
import type { HouseholdId, ScanProgress } from '@baton/protocol'
import type { Clock, LibraryReads, RunningEngine } from '#engine'

/** While a scan runs, screens learn what it found so far this often. */
const ANNOUNCE_EVERY_MS = 3_000

export const IDLE: ScanProgress = {
  phase: 'idle',
  seen: 0,
  read: 0,
  unchanged: 0,
  failed: 0,
  total: null,
  filesPerSecond: 0,
  etaMs: null,
}

type Counts = { readonly added: number; readonly changed: number; readonly missing: number }
const NOTHING: Counts = { added: 0, changed: 0, missing: 0 }

export interface ScanNewsParts {
  readonly library: Pick<LibraryReads, 'summary'>
  readonly engine: Pick<RunningEngine, 'beacon' | 'libraryChanged'>
  readonly clock: Pick<Clock, 'after'>
}

export type ScanNews = ReturnType<typeof scanNews>

export function scanNews(householdId: HouseholdId, { library, engine, clock }: ScanNewsParts) {
  let progress = IDLE
  /** Of the folders before the one that is scanned now. */
  let before = IDLE
  /** One of them could not be read: so ends the scan, whatever becomes of the others. */
  let hasFailed = false
  let last = ''

  const publish = (now: ScanProgress) => {
    progress = now
    engine.beacon(householdId, 'library', { type: 'scan', ...now })
  }
  /** Only a library that really changed is announced. */
  const announce = async (counts: Counts) => {
    const summary = await library.summary(householdId)
    if (JSON.stringify(summary) === last && counts.added + counts.changed + counts.missing === 0) return
    last = JSON.stringify(summary)
    await engine.libraryChanged(householdId, { ...counts, library: summary })
  }

  return {
    get progress() {
      return progress
    },
    announce,
    enter(phase: 'failed' | 'cancelled'): void {
      publish({ ...progress, phase })
    },
    begin(): void {
      before = IDLE
      hasFailed = false
      publish({ ...IDLE, phase: 'looking' })
    },
    /** The scan of several folders is told as one: it is over with the last of them. */
    ofFolder(isLast: boolean) {
      const base = before
      return (now: ScanProgress) => {
        const sum = {
          ...now,
          seen: base.seen + now.seen,
          read: base.read + now.read,
          unchanged: base.unchanged + now.unchanged,
          failed: base.failed + now.failed,
          total: now.total === null ? null : (base.total ?? 0) + now.total,
        }
        before = sum
        hasFailed ||= now.phase === 'failed'
        const isOver = now.phase === 'done' || now.phase === 'failed'
        publish(isOver ? { ...sum, phase: isLast ? (hasFailed ? 'failed' : 'done') : 'reading' } : sum)
      }
    },
    /** The counts of a running scan come with its end. */
    nowAndThen() {
      let counts = NOTHING
      let cancel = () => {}
      let stopped = false
      const later = () => {
        if (stopped) return
        cancel = clock.after(ANNOUNCE_EVERY_MS, () => {
          announce(NOTHING).then(later, later)
        })
      }
      later()
      return {
        stop: () => {
          stopped = true
          cancel()
        },
        count: ({ added, changed, missing }: Counts) => {
          counts = {
            added: counts.added + added,
            changed: counts.changed + changed,
            missing: counts.missing + missing,
          }
        },
        finish: () => announce(counts),
      }
    },
  }
}
