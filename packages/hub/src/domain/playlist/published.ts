import { type PlaylistView, playlistRoom } from '@baton/protocol'
import type { Audience } from '../audience.ts'
import type { Published } from '../family.ts'
import type { PlaylistDecision } from './decision.ts'
import { audienceOf } from './visibility.ts'

/**
 * What happened is told in the playlist's own room; the room of all playlists is told how it is listed now, by those who
 * could see it and by those who can.
 */
export function publishedOf({ before, playlist: after, events }: PlaylistDecision): readonly Published[] {
  if (after === null || events.length === 0) return []
  const { view } = after
  const { playlistId, revision } = view
  const room = playlistRoom(playlistId)
  const happened = events.map((event): Published => ({ room, audience: audienceOf(view), revision, event }))
  return [...happened, ...listing(before?.view ?? null, view)]
}

function listing(before: PlaylistView | null, after: PlaylistView): readonly Published[] {
  const wasSeenBy = before === null ? null : audienceOf(before)
  const isSeenBy = audienceOf(after)
  const listed: Published = {
    room: 'playlists',
    audience: isSeenBy,
    revision: after.revision,
    event: { type: 'playlists.listed', playlist: after },
  }
  if (after.deletedAt !== null) return [unlisted(after, wasSeenBy ?? isSeenBy)]
  if (wasSeenBy === 'household' && isSeenBy !== 'household') return [unlisted(after, wasSeenBy), listed]
  return [listed]
}

function unlisted({ playlistId, revision }: PlaylistView, audience: Audience): Published {
  return { room: 'playlists', audience, revision, event: { type: 'playlists.unlisted', playlistId } }
}
