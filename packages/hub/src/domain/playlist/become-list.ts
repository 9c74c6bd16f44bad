// A playlist whose entries follow from something else becomes what that says: entries that stay keep their ids.
import type { EntryId, PlaylistEntry } from '@baton/protocol'

export interface Difference {
  /** Those that leave it, each with the number that it had. */
  readonly gone: readonly { readonly entryId: EntryId; readonly number: number }[]
  /** Those that stay, as they stand. */
  readonly stay: readonly PlaylistEntry[]
  readonly added: readonly PlaylistEntry[]
  /** All that it holds then; null: those that stay and then those that are new. */
  readonly order: readonly EntryId[] | null
}

/** `wanted` are new entries of all the tracks that it is to hold. */
export function differenceTo(
  entries: readonly PlaylistEntry[],
  wanted: readonly PlaylistEntry[],
): Difference {
  const order = inOrder(entries, wanted)
  const ordered = new Set(order)
  const former = new Set(entries)
  const stay = entries.filter((entry) => ordered.has(entry))
  const added = order.filter((entry) => !former.has(entry))
  const gone = entries.flatMap((entry, nth) =>
    ordered.has(entry) ? [] : { entryId: entry.entryId, number: nth + 1 },
  )
  const isInOrder = [...stay, ...added].every((entry, nth) => entry === order[nth])
  return { gone, stay, added, order: isInOrder ? null : order.map(({ entryId }) => entryId) }
}

/** For each wanted track the entry that it has already, in the order in which these stand, else its new one. */
function inOrder(entries: readonly PlaylistEntry[], wanted: readonly PlaylistEntry[]): PlaylistEntry[] {
  const free = new Map<string, PlaylistEntry[]>()
  for (const entry of entries.toReversed()) {
    const others = free.get(entry.trackId)
    if (others) others.push(entry)
    else free.set(entry.trackId, [entry])
  }
  return wanted.map((entry) => free.get(entry.trackId)?.pop() ?? entry)
}
