// What screens are told of the library: how far a scan is, and that there is something new.
import type { HouseholdId, ScanProgress } from '@baton/protocol'
import type { Clock, LibraryReads, RunningEngine } from '#engine'

/** While a scan runs, screens are told about what it found so far this often. */
const ANNOUNCE_EVERY_MS = 3_000

const IDLE: ScanProgress = {
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

export type LibraryNews = ReturnType<typeof libraryNews>

export function libraryNews({
  library,
  engine,
  clock,
}: {
  readonly library: Pick<LibraryReads, 'summary'>
  readonly engine: Pick<RunningEngine, 'beacon' | 'libraryChanged'>
  readonly clock: Pick<Clock, 'after'>
}) {
  let progress = IDLE
  /** Of the folders before the one that is scanned now. */
  let before = IDLE
  let last = ''

  const tell = (householdId: HouseholdId, now: ScanProgress) => {
    progress = now
    engine.beacon(householdId, 'library', { type: 'scan', ...now })
  }
  /** Only a library that really changed is announced. */
  const announce = async (householdId: HouseholdId, counts: Counts) => {
    const summary = await library.summary(householdId)
    if (JSON.stringify(summary) === last && counts.added + counts.changed + counts.missing === 0) return
    last = JSON.stringify(summary)
    await engine.libraryChanged(householdId, { ...counts, library: summary })
  }

  return {
    get progress() {
      return progress
    },
    tell,
    announce,
    /** How far another worker is. */
    hear(now: ScanProgress): void {
      progress = now
    },
    begin(householdId: HouseholdId): void {
      before = IDLE
      tell(householdId, { ...IDLE, phase: 'looking' })
    },
    /** The scan of several folders is told as one: it is over with the last of them. */
    ofFolder(householdId: HouseholdId, isLast: boolean) {
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
        tell(householdId, !isLast && now.phase === 'done' ? { ...sum, phase: 'reading' } : sum)
      }
    },
    /** The counts of a running scan come with its end. */
    nowAndThen(householdId: HouseholdId) {
      let counts = NOTHING
      let cancel = () => {}
      const later = () => {
        cancel = clock.after(ANNOUNCE_EVERY_MS, () => {
          announce(householdId, NOTHING).then(later, later)
        })
      }
      later()
      return {
        stop: () => cancel(),
        count: ({ added, changed, missing }: Counts) => {
          counts = {
            added: counts.added + added,
            changed: counts.changed + changed,
            missing: counts.missing + missing,
          }
        },
        finish: () => announce(householdId, counts),
      }
    },
  }
}
