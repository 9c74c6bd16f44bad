// What belongs to one track: its sound for whoever a ticket admits, its words and its picture for whoever may read.
import { BatonError, type TrackId } from '@baton/protocol'
import type { TrackAudio, TrackExtras } from '../api/library.ts'
import { mustBeWithin, type Principal } from '../api/principal.ts'
import type { LibraryStore, TrackContent, TrackFiles, TrackLyrics, TrackWaveforms } from '../ports/library.ts'

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

export interface TrackAudioParts {
  readonly store: Pick<LibraryStore, 'content' | 'file'>
  readonly files: TrackFiles
}

export function trackAudio({ store, files }: TrackAudioParts): TrackAudio {
  return {
    async open({ householdId, trackId }) {
      const row = await store.file(householdId, trackId)
      return row && !row.missing ? files.open(row) : null
    },
    content: ({ householdId, trackId }) => store.content(householdId, trackId),
  }
}
