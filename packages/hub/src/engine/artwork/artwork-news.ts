import type { RunningEngine } from '../create-engine.ts'
import { repeatedly } from '../leases/repeatedly.ts'
import type { Clock } from '../ports/clock.ts'
import type { Changes, PostStore } from '../ports/posts.ts'

/** So late whoever follows at another worker hears of it. */
const LOOK_EVERY_MS = 2_000

export interface ArtworkNewsParts {
  readonly engine: Pick<RunningEngine, 'beaconHere' | 'followed'>
  readonly store: Pick<PostStore, 'changes'>
  readonly clock: Pick<Clock, 'after'>
  /** What changes comes to pass here and nowhere else. */
  readonly soleWorker: boolean
  readonly onFailure: (error: unknown) => void
}

export interface ArtworkNews extends AsyncDisposable {
  /** Null: nothing was different. */
  tell(changes: Changes): void
}

/**
 * Tells the followers of this worker that artwork has changed, whatever household they are of. What other workers changed
 * it finds by looking how often anything did.
 */
export function artworkNews({ engine, store, clock, soleWorker, onFailure }: ArtworkNewsParts): ArtworkNews {
  let told = 0
  const tell = (changes: Changes) => {
    if (changes === null || changes <= told) return
    told = changes
    for (const householdId of engine.followed()) {
      engine.beaconHere(householdId, 'artwork', { type: 'artwork', artworkChanges: changes })
    }
  }
  const look = async () => {
    if (engine.followed().length > 0) tell(await store.changes())
  }
  const stop = soleWorker ? async () => {} : repeatedly(clock, LOOK_EVERY_MS, look, onFailure)
  return { tell, [Symbol.asyncDispose]: stop }
}
