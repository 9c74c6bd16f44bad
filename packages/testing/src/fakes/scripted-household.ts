// Who asks a scripted hub, and what stands in the queue that it tells of.
import type { Entry, EntryId } from '@baton/protocol'
import { SESSION, trackId, USER } from '../domain/household.ts'

export const ME = {
  userId: USER,
  username: 'anna',
  sessionId: SESSION,
  householdId: USER,
  roles: ['owner'],
} as const
/** The name of its log. */
export const LOG = 'stagelog1'

/** The entry that stands at this place of the queue, counted as the test likes. */
export function entry(n: number, track = 1): Entry {
  return {
    entryId: `0000000a-0000-4000-8000-${String(n).padStart(12, '0')}` as EntryId,
    trackId: trackId(track),
    title: `Track ${n}`,
    artist: null,
    album: null,
    albumId: null,
    coverId: null,
    durationMs: 200_000,
    status: 'queued',
  }
}
