// What belongs to one track beside its sound: its words and its picture, for whoever may read.
import { BatonError, type TrackId } from '@baton/protocol'
import type { TrackExtras } from '../api/library.ts'
import { mustBeWithin, type Principal } from '../api/principal.ts'
import type { LibraryStore, TrackContent, TrackLyrics, TrackWaveforms } from '../ports/library.ts'

export interface TrackExtrasParts {
  readonly store: Pick<LibraryStore, 'content'>
  readonly lyrics: TrackLyrics
  readonly waveforms: TrackWaveforms
}

export function trackExtras({ store, lyrics, waveforms }: TrackExtrasParts): TrackExtras {
  const contentOf = async (principal: Principal, trackId: TrackId): Promise<TrackContent> => {
    const content = await store.content(mustBeWithin(principal, 'read').householdId, trackId)
    if (!content) throw new BatonError('library.track-not-found')
    return content
  }
  return {
    lyrics: async (principal, trackId) => lyrics.of(await contentOf(principal, trackId)),
    waveform: async (principal, trackId) => waveforms.of(await contentOf(principal, trackId)),
  }
}
