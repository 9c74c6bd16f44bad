// What displays have shown goes into the figures within a minute, and what is not needed any more is forgotten. Done by
// whichever worker holds the lease. Rules VW13 to VW15 in docs/protocol/views.md.
import { type Clock, type FiguresUpkeep, pause } from '#engine'

/** The lease that it takes. */
export const VIEWS_JOB = 'views'

const ROLL_UP_EVERY_MS = 60_000
const PRUNE_EVERY_MS = 60 * ROLL_UP_EVERY_MS

export interface ViewUpkeepParts {
  readonly figures: FiguresUpkeep
  readonly clock: Pick<Clock, 'after' | 'monotonicMs'>
  readonly onFailure: (error: unknown) => void
}

/** Until the signal aborts. A failure is told and tried again with the next round. */
export async function viewUpkeep(
  { figures, clock, onFailure }: ViewUpkeepParts,
  signal: AbortSignal,
): Promise<void> {
  let prunedAt = Number.NEGATIVE_INFINITY
  while (!signal.aborted) {
    try {
      await figures.rollUp(signal)
      if (clock.monotonicMs() - prunedAt >= PRUNE_EVERY_MS) {
        await figures.prune(signal)
        prunedAt = clock.monotonicMs()
      }
    } catch (error) {
      onFailure(error)
    }
    await pause(clock, ROLL_UP_EVERY_MS, signal)
  }
}
