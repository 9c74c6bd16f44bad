// Whether a value stays where it is over a long run, told from its noise. The slope is the median of the slopes between
// all pairs of points, so that a few bad moments do not bend it; only growth counts against a value.

export interface Point {
  readonly x: number
  readonly y: number
}

export interface Bound {
  /** It may grow by this part of its middle over the judged half, */
  readonly part: number
  /** or by this much, whichever is more. */
  readonly floor: number
}

export interface Verdict {
  readonly middle: number
  /** How much it grew over the second half by its slope; negative: it fell. */
  readonly grown: number
  readonly allowed: number
  readonly isFlat: boolean
}

/** Judges the second half: the first is for warming up. NaN, of too few points, is not flat. */
export function judge(points: readonly Point[], { part, floor }: Bound): Verdict {
  const half = secondHalf(points)
  const middle = medianOf(half.map(({ y }) => y))
  const [first, last] = [half[0], half.at(-1)]
  const grown = first && last ? slope(half) * (last.x - first.x) : Number.NaN
  const allowed = Math.max(part * middle, floor)
  return { middle, grown, allowed, isFlat: grown <= allowed }
}

export function secondHalf(points: readonly Point[]): readonly Point[] {
  const known = points.filter(({ y }) => Number.isFinite(y))
  return known.slice(Math.floor(known.length / 2))
}

export function slope(points: readonly Point[]): number {
  const slopes = points.flatMap((from, index) =>
    points.slice(index + 1).flatMap((to) => (to.x === from.x ? [] : [(to.y - from.y) / (to.x - from.x)])),
  )
  return medianOf(slopes)
}

export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const above = sorted[sorted.length >> 1] ?? Number.NaN
  const below = sorted[(sorted.length - 1) >> 1] ?? Number.NaN
  return (above + below) / 2
}

/** The value below which the share `part` of all values lies; NaN of none. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN
}
