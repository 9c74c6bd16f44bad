import type {
  DownloadId,
  DownloadProgress,
  DownloadStep,
  DownloadView,
  HouseholdId,
  UserId,
} from '@baton/protocol'
import type { Clock, RunningEngine } from '#engine'
import { progressNews } from '#jobs/uploads'

export interface DownloadProgressNews {
  heard(
    householdId: HouseholdId,
    download: Pick<DownloadView, 'downloadId' | 'isPrivate' | 'ownerId'>,
    step: DownloadStep,
    more?: Partial<Pick<DownloadProgress, 'percent' | 'remainingMs'>>,
  ): void
  /** Null: nothing was heard. */
  of(householdId: HouseholdId, downloadId: DownloadId): DownloadProgress | null
  over(householdId: HouseholdId, downloadId: DownloadId): void
}

interface Heard {
  readonly progress: DownloadProgress
  /** Who is told of it. */
  readonly audience: 'household' | UserId
}

/** How far downloads have come, on every screen that may see them. */
export function downloadNews(
  engine: Pick<RunningEngine, 'beacon'>,
  clock: Pick<Clock, 'after' | 'monotonicMs'>,
): DownloadProgressNews {
  const news = progressNews<DownloadId, Heard>({
    clock,
    tell(householdId, all) {
      for (const [audience, ofAudience] of Map.groupBy(all.values(), (one) => one.audience)) {
        const progress = ofAudience.map((one) => one.progress)
        engine.beacon(householdId, 'downloads', { type: 'download', progress }, audience)
      }
    },
  })
  return {
    heard(householdId, { downloadId, isPrivate, ownerId }, step, more) {
      const progress = { downloadId, step, percent: null, remainingMs: null, ...more }
      news.heard(householdId, downloadId, { progress, audience: isPrivate ? ownerId : 'household' })
    },
    of: (householdId, downloadId) => news.of(householdId, downloadId)?.progress ?? null,
    over: (householdId, downloadId) => news.over(householdId, downloadId),
  }
}
