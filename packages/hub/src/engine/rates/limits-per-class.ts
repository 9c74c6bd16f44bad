import type { RateClass } from '@baton/protocol'

/** How often somebody may do something within a minute, by what it is. */
export type RateLimits = Readonly<Record<RateClass, number>>

export const USUAL_RATE_LIMITS: RateLimits = {
  signIn: 30,
  mint: 120,
  control: 1_200,
  queue: 600,
  read: 6_000,
  provision: 20,
}
const WITHOUT_END = Number.MAX_SAFE_INTEGER

/** For a hub that somebody measures. */
export const NO_RATE_LIMITS: RateLimits = {
  signIn: WITHOUT_END,
  mint: WITHOUT_END,
  control: WITHOUT_END,
  queue: WITHOUT_END,
  read: WITHOUT_END,
  provision: WITHOUT_END,
}
