import type { CoverId, PlaylistId, TrackSource, TrackSummary } from '@baton/protocol'
import { PLAYLIST_KEPT_MS } from '@baton/protocol'
import type { Kind, Timer } from '../family.ts'
import type { PlaylistTimerCommand } from './decide.ts'
import type { Playlist, PlaylistShelf } from './playlist.ts'

/**
 * A playlist, whoever it belongs to: rights are judged by the rules. Whole with its entries, else `entries` is null. From
 * null to null forgets one that was deleted and never read.
 */
export const PLAYLISTS: Kind<PlaylistId, Playlist | null> = {
  name: 'playlist',
  none: null,
  idOf: (playlistId) => playlistId,
  timers: (playlist) => new Map(playlist ? forgetting(playlist) : []),
}

/** How full the household's shelf of playlists is. */
export const SHELF: Kind<null, PlaylistShelf | null> = {
  name: 'shelf',
  none: null,
  idOf: () => 'of the household',
}

/** The tracks that a source stands for, in order; those the library does not have are missing. */
export const TRACKS: Kind<TrackSource, readonly TrackSummary[]> = {
  name: 'tracks',
  none: [],
  idOf: (source) => JSON.stringify(source),
}

/** Whether the household has the picture: of its music, or put in by somebody. */
export const COVERS: Kind<CoverId, boolean> = {
  name: 'cover',
  none: false,
  idOf: (coverId) => coverId,
}

/** When a deleted playlist is to be forgotten; one that is not deleted waits for nothing. */
function forgetting({ view: { playlistId, deletedAt } }: Playlist): [string, Timer<PlaylistTimerCommand>][] {
  if (deletedAt === null) return []
  const command = { type: 'playlist.forget', playlistId } as const
  return [[`${playlistId}/forget`, { at: deletedAt + PLAYLIST_KEPT_MS, command }]]
}
