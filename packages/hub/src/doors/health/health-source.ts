import type { BellState } from '@baton/protocol'

const ANSWERS_WITHIN_MS = 1_000

/** How the hub tells whether what it stands on is there. */
export interface HealthSource {
  /** Rejects, or stays away, when the store does not answer. */
  readonly ping: () => Promise<void>
  readonly bell: () => BellState
}

/** Whether the store answers within a second. */
export function hasStore({ ping }: Pick<HealthSource, 'ping'>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ANSWERS_WITHIN_MS)
    ping()
      .then(
        () => resolve(true),
        () => resolve(false),
      )
      .finally(() => clearTimeout(timer))
  })
}
