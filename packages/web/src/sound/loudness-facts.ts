import { isFailure, type Source } from '@baton/client'
import { BoundedMap, type Track, type TrackId } from '@baton/protocol'
import type { TrackFacts } from './loudness.ts'

/** What the library says of the tracks that are played here: asked for once, and kept while they may be played. */
export interface KnownTracks {
  /** Null: nobody knows. Never waits for long, for music waits for it. */
  find(source: Source): Promise<TrackFacts | null>
  /** What was found by now. */
  of(source: Source | null): TrackFacts | null
}

const PATIENCE_MS = 400
const MOST_KEPT = 32

export function knownTracks(ask: (trackId: TrackId) => Promise<Track>): KnownTracks {
  const known = new BoundedMap<TrackId, TrackFacts>({ most: MOST_KEPT })
  const asking = new Map<TrackId, Promise<TrackFacts | null>>()

  async function found(trackId: TrackId): Promise<TrackFacts | null> {
    try {
      const track = await ask(trackId)
      known.set(trackId, track)
      return track
    } catch (error) {
      if (!isFailure(error)) throw error
      return null
    } finally {
      asking.delete(trackId)
    }
  }

  function asked(trackId: TrackId): Promise<TrackFacts | null> {
    const present = asking.get(trackId) ?? found(trackId)
    asking.set(trackId, present)
    return present
  }

  const of = (source: Source | null) => (source?.track && known.get(source.track.trackId)) || null

  return {
    of,
    find: async (source) => {
      if (!source.track) return null
      const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), PATIENCE_MS))
      return of(source) ?? (await Promise.race([asked(source.track.trackId), late]))
    },
  }
}
