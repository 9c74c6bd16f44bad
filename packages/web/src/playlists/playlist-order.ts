import type { EntryId, TrackId } from '@baton/protocol'

interface Placed {
  readonly entryId: EntryId
  readonly trackId: TrackId
  readonly missing: boolean
}

/** Neighbours that go together, and the number that the first of them had. */
export interface Run {
  readonly at: number
  readonly trackIds: readonly TrackId[]
}

/** The order after `ids` were put behind `after`, in their present order; null where they stand so already. */
export function orderWith(
  order: readonly EntryId[],
  ids: ReadonlySet<EntryId>,
  after: EntryId | null,
): readonly EntryId[] | null {
  const moving = order.filter((id) => ids.has(id))
  const rest = order.filter((id) => !ids.has(id))
  const behind = after === null ? -1 : lastStaying(order, ids, order.indexOf(after))
  const at = behind < 0 ? 0 : rest.indexOf(order[behind] as EntryId) + 1
  const made = [...rest.slice(0, at), ...moving, ...rest.slice(at)]
  return made.every((id, nth) => id === order[nth]) ? null : made
}

/** Groups of neighbours among `ids`. Tracks that are not there at present cannot be added again, and are left out. */
export function runsOfList(tracks: readonly Placed[], ids: ReadonlySet<EntryId>): readonly Run[] {
  const runs: { at: number; trackIds: TrackId[] }[] = []
  let at = 1
  let isOpen = false
  for (const { entryId, trackId, missing } of tracks) {
    if (ids.has(entryId) && missing) continue
    if (!ids.has(entryId)) isOpen = false
    else if (isOpen) runs.at(-1)?.trackIds.push(trackId)
    else {
      runs.push({ at, trackIds: [trackId] })
      isOpen = true
    }
    at++
  }
  return runs
}

function lastStaying(order: readonly EntryId[], ids: ReadonlySet<EntryId>, from: number): number {
  let at = from
  while (at >= 0 && ids.has(order[at] as EntryId)) at--
  return at
}
