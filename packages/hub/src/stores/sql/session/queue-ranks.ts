// Ranks say in which order rows stand. They have wide gaps, so that moving an entry writes that entry's row and not
// its neighbours'.

export const RANK_GAP = 2 ** 20
const HIGHEST_RANK = 2 ** 52

/**
 * A rank for each of `ids`, growing in their order. The largest possible number of them keep the rank they have in
 * `former`; the others are spread between those. Where a gap has no room left, all get new ranks.
 */
export function ranked<Id>(ids: readonly Id[], former: ReadonlyMap<Id, number>): Map<Id, number> {
  const kept = alreadyInOrder(ids.map((id) => former.get(id)))
  const ranks: number[] = []
  for (let from = 0; from < ids.length; ) {
    const rank = kept[from]
    if (rank !== undefined) {
      ranks.push(rank)
      from++
      continue
    }
    let to = from
    while (to < ids.length && kept[to] === undefined) to++
    const between = spread(to - from, ranks.at(-1), kept[to])
    if (!between) return numberedAnew(ids)
    ranks.push(...between)
    from = to
  }
  return new Map(ids.map((id, index) => [id, ranks[index] as number]))
}

function numberedAnew<Id>(ids: readonly Id[]): Map<Id, number> {
  return new Map(ids.map((id, index) => [id, index * RANK_GAP]))
}

/** `count` ranks between two others, or null where they do not fit. */
function spread(count: number, low: number | undefined, high: number | undefined): number[] | null {
  const step = low !== undefined && high !== undefined ? (high - low) / (count + 1) : RANK_GAP
  if (step < 1) return null
  const start = low ?? (high === undefined ? -RANK_GAP : high - (count + 1) * RANK_GAP)
  const ranks = Array.from({ length: count }, (_, index) => start + Math.floor(step * (index + 1)))
  return Math.abs(ranks[0] ?? 0) < HIGHEST_RANK && Math.abs(ranks.at(-1) ?? 0) < HIGHEST_RANK ? ranks : null
}

/** The same list with only the longest growing run of ranks left in it: what need not be written again. */
function alreadyInOrder(ranks: readonly (number | undefined)[]): (number | undefined)[] {
  const ends: number[] = []
  const before = new Array<number>(ranks.length).fill(-1)
  ranks.forEach((rank, index) => {
    if (rank === undefined) return
    const length = firstNotBelow(ends, rank, ranks)
    if (length > 0) before[index] = ends[length - 1] as number
    ends[length] = index
  })
  const kept = new Array<number | undefined>(ranks.length).fill(undefined)
  for (let index = ends.at(-1) ?? -1; index >= 0; index = before[index] as number) kept[index] = ranks[index]
  return kept
}

/** Where in `ends` (indexes of growing ranks) the first rank stands that is not below `rank`. */
function firstNotBelow(
  ends: readonly number[],
  rank: number,
  ranks: readonly (number | undefined)[],
): number {
  let low = 0
  let high = ends.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ranks[ends[middle] as number] as number) < rank) low = middle + 1
    else high = middle
  }
  return low
}
