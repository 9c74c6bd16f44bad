import type { EntryId } from '@baton/protocol'

/** A place in an order: of a queue, or of a playlist. */
type Place = { readonly entryId: EntryId }

/** The entry behind which `entryId` must stand to move by `step` places; undefined where there is no such place. */
export function neighbour(
  order: readonly Place[],
  entryId: EntryId,
  step: -1 | 1,
): EntryId | null | undefined {
  const index = order.findIndex((entry) => entry.entryId === entryId)
  const target = index + step
  if (index < 0 || target < 0 || target >= order.length) return undefined
  if (step === 1) return order[target]?.entryId
  return order[target - 1]?.entryId ?? null
}

/** The entry that stands in front of this one; null at the front. */
export function before(order: readonly Place[], entryId: EntryId): EntryId | null {
  const index = order.findIndex((entry) => entry.entryId === entryId)
  return order[index - 1]?.entryId ?? null
}
