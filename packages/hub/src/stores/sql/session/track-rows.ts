import type { TrackSource, TrackSummary } from '@baton/protocol'
import { TRACKS } from '#domain'
import type { Dialect } from '../runtime/dialect.ts'
import { ask } from '../runtime/script.ts'
import type { Rows } from '../transaction/rows.ts'
import { askTracks } from './source-tracks.ts'

/** The library's tracks are written by the library alone. */
export function trackRows(dialect: Dialect): Rows<TrackSource, readonly TrackSummary[], null> {
  return {
    kind: TRACKS,
    *load(householdId, source) {
      const [state] = yield* ask(askTracks(dialect, householdId, source))
      return { state, kept: null }
    },
  }
}
