import type { HouseholdId, UploadId, UploadProgress, UploadView } from '@baton/protocol'
import type { Clock, RunningEngine } from '#engine'
import { progressNews } from './progress-news.ts'

export interface UploadNews {
  received(householdId: HouseholdId, upload: UploadView, bytes: number): void
  over(householdId: HouseholdId, uploadId: UploadId): void
}

/** How far uploads have come, on every screen that may see them. */
export function uploadNews(
  engine: Pick<RunningEngine, 'beacon'>,
  clock: Pick<Clock, 'after' | 'monotonicMs'>,
): UploadNews {
  const news = progressNews<UploadId, UploadProgress>({
    clock,
    tell: (householdId, progress, audience) =>
      engine.beacon(householdId, 'uploads', { type: 'upload', progress }, audience),
  })
  return {
    received(householdId, upload, receivedBytes) {
      const { uploadId } = upload
      news.heard(householdId, uploadId, { uploadId, receivedBytes }, upload)
    },
    over: news.over,
  }
}
