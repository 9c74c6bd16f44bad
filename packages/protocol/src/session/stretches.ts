// Lists of which only some places are known: what happens to these when others come, go or move.
import type { EntryId } from '../values/ids.ts'
import type { Entry } from './session.ts'

/** Neighbours: the first of them stands at `from`. A list of stretches is ordered, and between two of them is a gap. */
export interface Stretch {
  readonly from: number
  readonly entries: readonly Entry[]
}

/** In order, neighbours as one stretch, and none empty. */
export function joined(stretches: readonly Stretch[]): readonly Stretch[] {
  const groups: { from: number; entries: Entry[] }[] = []
  for (const { from, entries } of stretches.toSorted((a, b) => a.from - b.from)) {
    if (entries.length === 0) continue
    const last = groups.at(-1)
    if (last && last.from + last.entries.length === from) last.entries.push(...entries)
    else groups.push({ from, entries: [...entries] })
  }
  return groups
}

/** `count` entries come to stand at `place`; of these the first are `told`. */
export function withAdded(
  stretches: readonly Stretch[],
  place: number,
  count: number,
  published: readonly Entry[],
): readonly Stretch[] {
  const others = stretches.flatMap(({ from, entries }): Stretch[] => {
    if (from >= place) return [{ from: from + count, entries }]
    if (from + entries.length <= place) return [{ from, entries }]
    const before = place - from
    return [
      { from, entries: entries.slice(0, before) },
      { from: place + count, entries: entries.slice(before) },
    ]
  })
  return joined([...others, { from: place, entries: published }])
}

/** What stood at these places is gone, and what stood behind it moves up. */
export function withoutPlaces(stretches: readonly Stretch[], places: readonly number[]): readonly Stretch[] {
  const gone = new Set(places)
  const ordered = places.toSorted((a, b) => a - b)
  let before = 0
  const left = stretches.map(({ from, entries }): Stretch => {
    while (before < ordered.length && (ordered[before] as number) < from) before++
    return { from: from - before, entries: entries.filter((_, nth) => !gone.has(from + nth)) }
  })
  return joined(left)
}

/** The places from `from` up to `to` are not known any more. */
export function withoutRange(stretches: readonly Stretch[], from: number, to: number): readonly Stretch[] {
  return stretches.flatMap((stretch): Stretch[] => {
    const [head, tail] = [Math.max(0, from - stretch.from), Math.max(0, to - stretch.from)]
    return [
      { from: stretch.from, entries: stretch.entries.slice(0, head) },
      { from: stretch.from + tail, entries: stretch.entries.slice(tail) },
    ]
  })
}

export function at(stretches: readonly Stretch[], place: number): Entry | null {
  for (const { from, entries } of stretches) {
    if (place >= from && place < from + entries.length) return entries[place - from] ?? null
  }
  return null
}

/** Null where it is not among those that are known. */
export function placeIn(stretches: readonly Stretch[], entryId: EntryId | null): number | null {
  for (const { from, entries } of stretches) {
    const nth = entries.findIndex((entry) => entry.entryId === entryId)
    if (nth >= 0) return from + nth
  }
  return null
}
