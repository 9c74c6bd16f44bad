// What is shown much just now: rule VW18 in docs/protocol/views.md. Computed here from figures and nowhere else, so that
// both engines come to the same.
import { HOUR_MS } from './view-times.ts'

/** Of one artwork, what happened in the hour that begins at `at`. */
export interface HourOfPost {
  readonly postId: number
  readonly at: number
  readonly publicViews: number
  readonly impressions: number
  readonly reactions: number
}

export interface TrendingPost {
  readonly postId: number
  readonly score: number
}

/** After so long something weighs half. */
const HALF_LIFE_HOURS = 24
/** What is older weighs less than a hundredth, and nothing here. */
export const TRENDING_WITHIN_MS = 7 * 24 * HOUR_MS
const WEIGHTS = { publicViews: 1, reactions: 3, impressions: 0.02 }

/** The heaviest first; of two that weigh the same the newer number. What weighs nothing is not among them. */
export function trending(hours: readonly HourOfPost[], now: number, most: number): readonly TrendingPost[] {
  const scores = new Map<number, number>()
  // In one order, whatever order they came in: sums of fractions depend on it.
  for (const hour of hours.toSorted((a, b) => a.postId - b.postId || a.at - b.at)) {
    if (now - hour.at > TRENDING_WITHIN_MS) continue
    scores.set(hour.postId, (scores.get(hour.postId) ?? 0) + weightOf(hour, now))
  }
  return Array.from(scores, ([postId, score]) => ({ postId, score: Math.round(score * 1_000) / 1_000 }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || b.postId - a.postId)
    .slice(0, most)
}

function weightOf({ at, publicViews, impressions, reactions }: HourOfPost, now: number): number {
  const weight =
    publicViews * WEIGHTS.publicViews + reactions * WEIGHTS.reactions + impressions * WEIGHTS.impressions
  const ageHours = Math.max(0, Math.floor((now - at) / HOUR_MS))
  return weight * 0.5 ** (ageHours / HALF_LIFE_HOURS)
}
