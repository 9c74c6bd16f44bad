import type { HouseholdId } from '@baton/protocol'
import type { Clock } from '#engine'

/** Screens are told this often at most, all of a household together. */
const TELL_EVERY_MS = 250
/** What stands still for so long is told no more: its sender has gone, or it was given up. */
const TOLD_FOR_MS = 10_000

/** How far things on their way have come, as it was last heard here. */
export interface ProgressNews<Id, Progress> {
  heard(householdId: HouseholdId, id: Id, progress: Progress): void
  /** Null: nothing was heard. */
  of(householdId: HouseholdId, id: Id): Progress | null
  over(householdId: HouseholdId, id: Id): void
}

/** `tell` is called a little after something was heard, with all that is on its way in that household. */
export function progressNews<Id, Progress>({
  tell,
  clock,
}: {
  readonly tell: (householdId: HouseholdId, all: ReadonlyMap<Id, Progress>) => void
  readonly clock: Pick<Clock, 'after' | 'monotonicMs'>
}): ProgressNews<Id, Progress> {
  const households = new Map<HouseholdId, Map<Id, { readonly progress: Progress; readonly atMs: number }>>()
  const waiting = new Set<HouseholdId>()

  const tellAll = (householdId: HouseholdId) => {
    waiting.delete(householdId)
    const all = households.get(householdId)
    if (!all) return
    const since = clock.monotonicMs() - TOLD_FOR_MS
    for (const [id, { atMs }] of all) if (atMs < since) all.delete(id)
    if (all.size === 0) households.delete(householdId)
    else tell(householdId, new Map([...all].map(([id, { progress }]) => [id, progress])))
  }
  return {
    heard(householdId, id, progress) {
      const all = households.get(householdId) ?? new Map()
      households.set(householdId, all.set(id, { progress, atMs: clock.monotonicMs() }))
      if (waiting.has(householdId)) return
      waiting.add(householdId)
      clock.after(TELL_EVERY_MS, () => tellAll(householdId))
    },
    of: (householdId, id) => households.get(householdId)?.get(id)?.progress ?? null,
    over(householdId, id) {
      const all = households.get(householdId)
      all?.delete(id)
      if (all?.size === 0) households.delete(householdId)
    },
  }
}
