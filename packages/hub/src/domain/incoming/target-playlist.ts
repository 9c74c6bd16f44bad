import { type PlaylistId, type Rejection, rejection, type TrackId, type UserId } from '@baton/protocol'
import { type CommandLike, type Read, type Wanted, want } from '../family.ts'
import { OF_FILE } from '../playlist/follow-file.ts'
import { OF_RULES } from '../playlist/follow-rules.ts'
import { PLAYLISTS } from '../playlist/kinds.ts'
import { maySeePlaylist } from '../playlist/visibility.ts'

/** Missing: it is for no playlist. */
type Target = PlaylistId | undefined

export function needsOfTarget(playlistId: Target): readonly Wanted[] {
  return playlistId ? [want(PLAYLISTS, playlistId)] : []
}

/** Whether what goes into this playlist is its owner's alone, or why nothing can go into it. */
export function targetFor(
  playlistId: Target,
  read: Read,
  userId: UserId,
): { readonly isPrivate: boolean } | { readonly rejected: Rejection } {
  if (!playlistId) return { isPrivate: false }
  const playlist = read(PLAYLISTS, playlistId)
  const isThere = playlist?.view.deletedAt === null && maySeePlaylist(playlist.view, userId)
  if (!isThere) return { rejected: rejection('playlist.not-found') }
  if (playlist.view.file) return { rejected: OF_FILE }
  if (playlist.view.rules) return { rejected: OF_RULES }
  return { isPrivate: playlist.view.visibility === 'private' }
}

/** The track of what has come in goes into the playlist. */
export function addsTo(playlistId: PlaylistId | null, trackId: TrackId): readonly CommandLike[] {
  if (playlistId === null) return []
  return [{ type: 'playlist.add', playlistId, source: { trackIds: [trackId] } } as CommandLike]
}
