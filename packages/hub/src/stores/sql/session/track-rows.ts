import type { TrackSource, TrackSummary } from '@baton/protocol'
import { TRACKS } from '#domain'
import { askTracks } from '../load-tracks.ts'
import { ask } from '../script.ts'
import type { Rows } from '../transaction/rows.ts'
import type { Words } from '../words.ts'

/** The library's tracks are written by the library alone. */
export function trackRows(words: Words): Rows<TrackSource, readonly TrackSummary[], null> {
  return {
    kind: TRACKS,
    *load(householdId, source) {
      const [state] = yield* ask(askTracks(words, householdId, source))
      return { state, kept: null }
    },
  }
}
