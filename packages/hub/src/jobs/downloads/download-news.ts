import type { DownloadId, DownloadProgress, DownloadStep, DownloadView, HouseholdId } from '@baton/protocol'
import type { Clock, RunningEngine } from '#engine'
import { type ProgressNews, progressNews } from '#jobs/uploads'

export interface DownloadProgressNews
  extends Pick<ProgressNews<DownloadId, DownloadProgress>, 'of' | 'over'> {
  heard(
    householdId: HouseholdId,
    download: Pick<DownloadView, 'downloadId' | 'isPrivate' | 'ownerId'>,
    step: DownloadStep,
    more?: Partial<Pick<DownloadProgress, 'percent' | 'remainingMs'>>,
  ): void
}

/** How far downloads have come, on every screen that may see them. */
export function downloadNews(
  engine: Pick<RunningEngine, 'beacon'>,
  clock: Pick<Clock, 'after' | 'monotonicMs'>,
): DownloadProgressNews {
  const news = progressNews<DownloadId, DownloadProgress>({
    clock,
    tell: (householdId, progress, audience) =>
      engine.beacon(householdId, 'downloads', { type: 'download', progress }, audience),
  })
  return {
    heard(householdId, download, step, more) {
      const { downloadId } = download
      const progress = { downloadId, step, percent: null, remainingMs: null, ...more }
      news.heard(householdId, downloadId, progress, download)
    },
    of: news.of,
    over: news.over,
  }
}
