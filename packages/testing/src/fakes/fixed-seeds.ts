// Where chance comes from in tests. In `npm test` every seed stands in the repository, so that a run that fails fails
// again; `npm run explore` gives fresh ones.
import type { Parameters } from 'fast-check'

const USUAL_SEED = 20_261_129
const explored = process.env.BATON_EXPLORE === undefined ? null : Number(process.env.BATON_EXPLORE)
/** `npm run explore` has time for more. */
export const explores = explored !== null

/** The parameters of a property. Examples that once found something are tried whatever the seed is. */
export function seeded<T = unknown>(parameters: Parameters<T> = {}): Parameters<T> {
  return { seed: explored ?? USUAL_SEED, ...parameters }
}

/** The seed of a test that rolls its own dice: this one, or the explorer's. */
export function seedOr(usual: number): number {
  return explored ?? usual
}
