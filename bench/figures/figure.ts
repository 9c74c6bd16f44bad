import { median } from '../machine/statistics.ts'
import type { CostName } from '../scale/costs.ts'

/** How much is measured. `short` only shows that every figure can be had. */
export interface Extent {
  readonly rounds: number
  readonly followers: number
  readonly events: number
  readonly measuredMs: number
  /** Where what one costs is asked, and not how many there are in a time. */
  readonly requests: number
  readonly starts: number
}

export const FULL: Extent = {
  rounds: 3,
  followers: 5_000,
  events: 150,
  measuredMs: 4_000,
  requests: 5_000,
  starts: 7,
}
/** One side of one pair: much less than a figure, for it is done twenty times. */
export const TURN: Extent = { ...FULL, rounds: 1, events: 60 }
export const SHORT: Extent = {
  rounds: 1,
  followers: 200,
  events: 10,
  measuredMs: 500,
  requests: 200,
  starts: 1,
}

/** One side of a row in one round. The shares are of one core, in percent. */
export interface Sample {
  readonly value: number
  readonly serverPercent?: number
  readonly loadPercent?: number
}

export interface Row {
  readonly what: string
  readonly unit: string
  readonly baton: readonly Sample[]
  /** Empty where there is none to compare with. */
  readonly reference: readonly Sample[]
  readonly referenceName: string
  /** What the ratio Baton / reference has to be, where something is promised. */
  readonly goal?: { readonly atMost: number } | { readonly atLeast: number }
  /** What the simulation of many households is fed with: see bench/scale. */
  readonly cost?: CostName
}

/** What one thing costs the hub's process. */
export interface Spent {
  readonly what: string
  readonly unit: string
  readonly value: number
}

export interface Figure {
  readonly name: string
  readonly title: string
  /** What is done, in one or two sentences. */
  readonly how: string
  measure(extent: Extent): Promise<readonly Row[]>
  /** What of it two checkouts are compared by, at a fresh hub of one of them. Missing: it compares nothing. */
  spent?(extent: Extent, checkout: string): Promise<readonly Spent[]>
}

export function middle(samples: readonly Sample[]): Sample | null {
  if (samples.length === 0) return null
  const shares = (of: 'serverPercent' | 'loadPercent') => {
    const known = samples.flatMap((sample) => sample[of] ?? [])
    return known.length > 0 ? { [of]: median(known) } : {}
  }
  return {
    value: median(samples.map(({ value }) => value)),
    ...shares('serverPercent'),
    ...shares('loadPercent'),
  }
}

export function ratio({ baton, reference }: Row): number | null {
  const [ours, theirs] = [middle(baton), middle(reference)]
  return ours && theirs ? ours.value / theirs.value : null
}

export function isMet(row: Row): boolean | null {
  const found = ratio(row)
  if (!row.goal || found === null) return null
  return 'atMost' in row.goal ? found <= row.goal.atMost : found >= row.goal.atLeast
}

/** Rows of several rounds as one row each, with the samples of all. */
export function gathered(rounds: readonly (readonly Row[])[]): readonly Row[] {
  const [first = []] = rounds
  return first.map((row, index) => ({
    ...row,
    baton: rounds.flatMap((rows) => rows[index]?.baton ?? []),
    reference: rounds.flatMap((rows) => rows[index]?.reference ?? []),
  }))
}
