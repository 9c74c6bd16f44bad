import type { HouseholdId, UploadId, UploadView, UserId } from '@baton/protocol'
import type { Clock, RunningEngine } from '#engine'

/** Screens are told this often at most, all files of a household together. */
const TELL_EVERY_MS = 250
/** What stands still for so long is told no more: its sender has gone, or it was given up. */
const TOLD_FOR_MS = 10_000

export interface ProgressNews {
  received(householdId: HouseholdId, upload: UploadView, bytes: number): void
  over(householdId: HouseholdId, uploadId: UploadId): void
}

interface Progress {
  readonly receivedBytes: number
  readonly atMs: number
  /** Who is told of it. */
  readonly audience: 'household' | UserId
}

export function progressNews(
  engine: Pick<RunningEngine, 'beacon'>,
  clock: Pick<Clock, 'after' | 'monotonicMs'>,
): ProgressNews {
  const households = new Map<HouseholdId, Map<UploadId, Progress>>()
  const waiting = new Set<HouseholdId>()

  const tell = (householdId: HouseholdId) => {
    waiting.delete(householdId)
    const all = households.get(householdId)
    if (!all) return
    const since = clock.monotonicMs() - TOLD_FOR_MS
    for (const [uploadId, { atMs }] of all) if (atMs < since) all.delete(uploadId)
    if (all.size === 0) households.delete(householdId)
    for (const [audience, ofAudience] of Map.groupBy(all, ([, { audience }]) => audience)) {
      const progress = ofAudience.map(([uploadId, { receivedBytes }]) => ({ uploadId, receivedBytes }))
      engine.beacon(householdId, 'uploads', { type: 'upload', progress }, audience)
    }
  }
  return {
    received(householdId, { uploadId, isPrivate, ownerId }, receivedBytes) {
      const all = households.get(householdId) ?? new Map<UploadId, Progress>()
      const audience = isPrivate ? ownerId : 'household'
      households.set(householdId, all.set(uploadId, { receivedBytes, audience, atMs: clock.monotonicMs() }))
      if (waiting.has(householdId)) return
      waiting.add(householdId)
      clock.after(TELL_EVERY_MS, () => tell(householdId))
    },
    over(householdId, uploadId) {
      const all = households.get(householdId)
      all?.delete(uploadId)
      if (all?.size === 0) households.delete(householdId)
    },
  }
}
