// Spares the store a question for each person of a household that is asked for. What another worker changed is noticed
// within five seconds; what this worker changed, at once.
import { BoundedMap, type HouseholdId } from '@baton/protocol'
import type { BoxOfHousehold, Clock } from '#engine'
import type { BoxStore } from '../ports/boxes.ts'

const FRESH_MS = 5_000
const MAX_HOUSEHOLDS = 1_000

export interface KnownBoxes {
  of(householdId: HouseholdId): Promise<readonly BoxOfHousehold[]>
  forget(householdId: HouseholdId): void
}

export function knownBoxes(store: BoxStore, clock: Clock): KnownBoxes {
  const known = new BoundedMap<HouseholdId, readonly BoxOfHousehold[]>({
    most: MAX_HOUSEHOLDS,
    lives: { ms: FRESH_MS, now: () => clock.monotonicMs() },
  })
  let changes = 0
  return {
    async of(householdId) {
      const kept = known.get(householdId)
      if (kept) return kept
      const before = changes
      const boxes = await store.boxesOf(householdId)
      if (changes === before) known.set(householdId, boxes)
      return boxes
    },
    forget(householdId) {
      changes++
      known.delete(householdId)
    },
  }
}
