import type { HouseholdId, UploadId } from '@baton/protocol'
import type { Clock, RunningEngine } from '#engine'

/** Screens are told this often at most, all files of a household together. */
const TELL_EVERY_MS = 250

export interface ProgressNews {
  received(householdId: HouseholdId, uploadId: UploadId, bytes: number): void
  /** As it was last received here; null: nothing was. */
  of(householdId: HouseholdId, uploadId: UploadId): number | null
  over(householdId: HouseholdId, uploadId: UploadId): void
}

export function progressNews(
  engine: Pick<RunningEngine, 'beacon'>,
  clock: Pick<Clock, 'after'>,
): ProgressNews {
  const households = new Map<HouseholdId, Map<UploadId, number>>()
  const waiting = new Set<HouseholdId>()

  const tell = (householdId: HouseholdId) => {
    waiting.delete(householdId)
    const all = households.get(householdId)
    if (!all) return
    const progress = [...all].map(([uploadId, receivedBytes]) => ({ uploadId, receivedBytes }))
    engine.beacon(householdId, 'uploads', { type: 'upload', progress })
  }
  return {
    received(householdId, uploadId, bytes) {
      const all = households.get(householdId) ?? new Map<UploadId, number>()
      households.set(householdId, all.set(uploadId, bytes))
      if (waiting.has(householdId)) return
      waiting.add(householdId)
      clock.after(TELL_EVERY_MS, () => tell(householdId))
    },
    of: (householdId, uploadId) => households.get(householdId)?.get(uploadId) ?? null,
    over(householdId, uploadId) {
      const all = households.get(householdId)
      all?.delete(uploadId)
      if (all?.size === 0) households.delete(householdId)
    },
  }
}
