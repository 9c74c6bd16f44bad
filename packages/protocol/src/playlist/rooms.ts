import { z } from 'zod'
import { idInRoom, roomKind } from '../room-kind.ts'
import { PlaylistId } from '../values/ids.ts'
import { foldPlaylist, foldPlaylists, isPlaylistEvent, isPlaylistsEvent } from './fold.ts'
import { PlaylistEntry, PlaylistView } from './playlist.ts'

/** The list of the playlists that the follower may see. */
export type PlaylistsRoom = 'playlists'
/** One playlist. */
export type PlaylistRoom = `playlist:${PlaylistId}`

export const playlistsRoom = roomKind<PlaylistsRoom>()({
  family: 'playlists',
  ofEach: null,
  scope: 'read',
  events: ['playlists'],
  state: z.object({ family: z.literal('playlists'), playlists: z.array(PlaylistView).readonly() }),
  beacons: [],
  fold: (state, event) =>
    isPlaylistsEvent(event) ? { ...state, playlists: foldPlaylists(state.playlists, event) } : state,
})

export const playlistRooms = roomKind<PlaylistRoom>()({
  family: 'playlist',
  ofEach: PlaylistId,
  idOf: ({ playlist }) => playlist.playlistId,
  scope: 'read',
  events: ['playlist'],
  state: z.object({
    family: z.literal('playlist'),
    playlist: PlaylistView,
    entries: z.array(PlaylistEntry).readonly(),
  }),
  beacons: [],
  fold(state, event, stamp) {
    if (!isPlaylistEvent(event)) return state
    const { view, entries } = foldPlaylist({ view: state.playlist, entries: state.entries }, event, stamp)
    return { family: state.family, playlist: view, entries: entries ?? [] }
  },
})

export function playlistRoom(playlistId: PlaylistId): PlaylistRoom {
  return `playlist:${playlistId}`
}

/** The playlist a room belongs to, or null for rooms of other families. */
export function playlistOfRoom(room: string): PlaylistId | null {
  return idInRoom<PlaylistId>('playlist', room)
}
