import type { EntryId } from './ids.ts'

/** The list with `added` in it, the first of them at `index`. */
export function inserted<T>(list: readonly T[], index: number, added: readonly T[]): T[] {
  return [...list.slice(0, index), ...added, ...list.slice(index)]
}

/** The list with one item at another place: `index` is where it stands afterwards. */
export function moved<T>(list: readonly T[], id: EntryId, index: number, idOf: (item: T) => EntryId): T[] {
  const item = list.find((candidate) => idOf(candidate) === id)
  if (item === undefined) return [...list]
  const rest = list.filter((candidate) => candidate !== item)
  return inserted(rest, index, [item])
}
