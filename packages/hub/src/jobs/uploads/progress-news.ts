import type { HouseholdId, UserId } from '@baton/protocol'
import type { Clock } from '#engine'

/** Screens are told this often at most, all of a household together. */
const TELL_EVERY_MS = 250
/** What stands still for so long is told no more: its sender has gone, or it was given up. */
const TOLD_FOR_MS = 10_000

type Audience = 'household' | UserId

/** Who is told of a thing on its way: where it is private, its owner alone. */
interface Told {
  readonly isPrivate: boolean
  readonly ownerId: UserId
}

interface Heard<Progress> {
  readonly progress: Progress
  readonly audience: Audience
  readonly atMs: number
}

/** How far things on their way have come, as it was last heard here. */
export interface ProgressNews<Id, Progress> {
  heard(householdId: HouseholdId, id: Id, progress: Progress, told: Told): void
  /** Null: nothing was heard. */
  of(householdId: HouseholdId, id: Id): Progress | null
  over(householdId: HouseholdId, id: Id): void
}

/** `tell` is called a little after something was heard, for each audience with all that it may see on its way. */
export function progressNews<Id, Progress>({
  tell,
  clock,
}: {
  readonly tell: (householdId: HouseholdId, all: readonly Progress[], audience: Audience) => void
  readonly clock: Pick<Clock, 'after' | 'monotonicMs'>
}): ProgressNews<Id, Progress> {
  const households = new Map<HouseholdId, Map<Id, Heard<Progress>>>()
  const waiting = new Set<HouseholdId>()

  const tellAll = (householdId: HouseholdId) => {
    waiting.delete(householdId)
    const all = households.get(householdId)
    if (!all) return
    const since = clock.monotonicMs() - TOLD_FOR_MS
    for (const [id, { atMs }] of all) if (atMs < since) all.delete(id)
    if (all.size === 0) households.delete(householdId)
    for (const [audience, heard] of Map.groupBy(all.values(), (one) => one.audience)) {
      tell(
        householdId,
        heard.map(({ progress }) => progress),
        audience,
      )
    }
  }
  return {
    heard(householdId, id, progress, { isPrivate, ownerId }) {
      const all = households.get(householdId) ?? new Map<Id, Heard<Progress>>()
      const audience = isPrivate ? ownerId : 'household'
      households.set(householdId, all.set(id, { progress, audience, atMs: clock.monotonicMs() }))
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
