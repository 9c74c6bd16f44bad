import { execFileSync } from 'node:child_process'
import type { Extent, Figure, Spent } from './figures/figure.ts'
import { median } from './machine/statistics.ts'
import { THIS_CHECKOUT } from './servers/hub.ts'

export const USUAL_PAIRS = 10
/** What this checkout may cost more than the other one before it counts as dearer. */
export const AT_MOST = 1.03

/** One thing's price at the other checkout and at this one: the nth of both are a pair. */
export interface Compared {
  readonly what: string
  readonly unit: string
  readonly before: readonly number[]
  readonly after: readonly number[]
}

/**
 * Measures a hub of another checkout and one of this, one right after the other and in turns which is first, so that
 * what else the machine does meets both alike. Each time it is a fresh process: how code was compiled is luck too.
 */
export async function compare(
  measure: NonNullable<Figure['spent']>,
  { against, pairs, extent }: { readonly against: string; readonly pairs: number; readonly extent: Extent },
): Promise<readonly Compared[]> {
  const before: (readonly Spent[])[] = []
  const after: (readonly Spent[])[] = []
  const sides = [() => measureInto(before, against), () => measureInto(after, THIS_CHECKOUT)]
  for (let pair = 0; pair < pairs; pair++) {
    for (const side of pair % 2 === 0 ? sides : sides.toReversed()) await side()
  }
  const valuesOf = (all: typeof before, index: number) =>
    all.map((spent) => spent[index]?.value ?? Number.NaN)
  return (after[0] ?? []).map(({ what, unit }, index) => ({
    what,
    unit,
    before: valuesOf(before, index),
    after: valuesOf(after, index),
  }))

  async function measureInto(all: (readonly Spent[])[], checkout: string): Promise<void> {
    all.push(await measure(extent, checkout))
  }
}

/** Of each pair by itself: a moment in which the machine was slow makes both of a pair dearer. */
export function ratiosOf({ before, after }: Compared): readonly number[] {
  return after.map((value, pair) => value / (before[pair] ?? Number.NaN))
}

export function medianRatio(compared: Compared): number {
  return median(ratiosOf(compared))
}

/** A checkout by its commit; with a plus where files differ from it. */
export function commitOf(checkout: string): string {
  const args = ['-C', checkout, 'describe', '--always', '--abbrev=9', '--exclude=*', '--dirty=+']
  return execFileSync('git', args, { encoding: 'utf8' }).trim()
}
