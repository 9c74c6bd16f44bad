import type { ScanPhase, ScanProgress } from '@baton/protocol'
import type { Clock } from '#engine'

const REPORT_EVERY_MS = 250

export type ScanCounts = {
  seen: number
  read: number
  unchanged: number
  failed: number
  /** Left for later. Not told to anybody. */
  unsettled: number
  total: number | null
}

export interface ProgressReport {
  readonly counts: ScanCounts
  /** Begins a phase; the counts of the files seen begin anew. */
  enter(phase: ScanPhase): void
  /** Something was counted. Tells it at most four times a second. */
  note(): void
  /** Tells where it stands now, whatever was told before. */
  tell(): void
}

export function progressReport(
  clock: Pick<Clock, 'monotonicMs'>,
  onProgress: (progress: ScanProgress) => void,
): ProgressReport {
  const counts: ScanCounts = { seen: 0, read: 0, unchanged: 0, failed: 0, unsettled: 0, total: null }
  let phase: ScanPhase = 'looking'
  let phaseSince = clock.monotonicMs()
  let reportedAt = Number.NEGATIVE_INFINITY
  const tell = () => {
    const now = clock.monotonicMs()
    reportedAt = now
    const seconds = (now - phaseSince) / 1000
    const read = counts.read + counts.failed
    const filesPerSecond = seconds > 0 && phase !== 'looking' ? Math.round((read / seconds) * 10) / 10 : 0
    const left = counts.total === null ? null : Math.max(0, counts.total - counts.unchanged - read)
    const etaMs = left === null || filesPerSecond === 0 ? null : Math.round((left / filesPerSecond) * 1000)
    const { unsettled: _, ...shown } = counts
    onProgress({ phase, ...shown, filesPerSecond, etaMs })
  }
  return {
    counts,
    tell,
    enter(next) {
      if (next === 'reading') {
        phaseSince = clock.monotonicMs()
      }
      phase = next
    },
    note() {
      if (clock.monotonicMs() - reportedAt >= REPORT_EVERY_MS) tell()
    },
  }
}
