import type { HouseholdId, UploadId, UploadView, UserId } from '@baton/protocol'
import type { Clock, RunningEngine } from '#engine'
import { progressNews } from './progress-news.ts'

export interface UploadNews {
  received(householdId: HouseholdId, upload: UploadView, bytes: number): void
  over(householdId: HouseholdId, uploadId: UploadId): void
}

interface Progress {
  readonly receivedBytes: number
  /** Who is told of it. */
  readonly audience: 'household' | UserId
}

/** How far uploads have come, on every screen that may see them. */
export function uploadNews(
  engine: Pick<RunningEngine, 'beacon'>,
  clock: Pick<Clock, 'after' | 'monotonicMs'>,
): UploadNews {
  const news = progressNews<UploadId, Progress>({
    clock,
    tell(householdId, all) {
      for (const [audience, ofAudience] of Map.groupBy(all, ([, progress]) => progress.audience)) {
        const progress = ofAudience.map(([uploadId, { receivedBytes }]) => ({ uploadId, receivedBytes }))
        engine.beacon(householdId, 'uploads', { type: 'upload', progress }, audience)
      }
    },
  })
  return {
    received(householdId, { uploadId, isPrivate, ownerId }, receivedBytes) {
      news.heard(householdId, uploadId, { receivedBytes, audience: isPrivate ? ownerId : 'household' })
    },
    over: (householdId, uploadId) => news.over(householdId, uploadId),
  }
}
