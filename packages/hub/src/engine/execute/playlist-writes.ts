import { type PlaylistId, type PlaylistView, playlistRoom } from '@baton/protocol'
import type { Outcome } from '#domain'
import type { NewEvent, Writes } from '../ports/store.ts'

type Decision = NonNullable<Outcome['playlist']>
type Audience = NewEvent['audience']

/**
 * What a decision about a playlist means for the store. What happened is told in the playlist's own room; the room of
 * all playlists is told how it is listed now, by those who could see it and by those who can.
 */
export function playlistWrites(decision: Decision): Pick<Writes, 'playlist' | 'forgottenPlaylist'> & {
  readonly events: readonly NewEvent[]
} {
  const { before, playlist: after, events, forgotten } = decision
  const gone = forgotten === null ? {} : { forgottenPlaylist: forgotten }
  if (after === null || events.length === 0) return { ...gone, events: [] }
  const { view } = after
  const { playlistId, revision } = view
  const room = playlistRoom(playlistId)
  const told = events.map((event): NewEvent => ({ room, audience: audienceOf(view), revision, event }))
  return { ...gone, playlist: { before, after }, events: [...told, ...listing(before?.view ?? null, view)] }
}

function listing(before: PlaylistView | null, after: PlaylistView): readonly NewEvent[] {
  const { playlistId, revision } = after
  const wasSeenBy = before === null ? null : audienceOf(before)
  const isSeenBy = audienceOf(after)
  const listed: NewEvent = {
    room: 'playlists',
    audience: isSeenBy,
    revision,
    event: { type: 'playlists.listed', playlist: after },
  }
  if (after.deletedAt !== null) return [unlisted(playlistId, wasSeenBy ?? isSeenBy, revision)]
  if (wasSeenBy === 'household' && isSeenBy !== 'household') {
    return [unlisted(playlistId, wasSeenBy, revision), listed]
  }
  return [listed]
}

function unlisted(playlistId: PlaylistId, audience: Audience, revision: number): NewEvent {
  return { room: 'playlists', audience, revision, event: { type: 'playlists.unlisted', playlistId } }
}

function audienceOf({ visibility, ownerId }: PlaylistView): Audience {
  return visibility === 'household' ? 'household' : ownerId
}
