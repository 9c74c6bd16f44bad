import { byTitle, playlistOfRoom } from '@baton/protocol'
import { maySeePlaylist, PLAYLISTS } from '#domain'
import { ask } from '../runtime/script.ts'
import { pick } from '../transaction/load.ts'
import type { RowsOf } from '../transaction/rows.ts'
import type { RoomRows } from '../transaction/shown-room.ts'
import { askPlaylists } from './playlist-rows.ts'

export function playlistsRoomRows(): RoomRows {
  return {
    family: 'playlists',
    *show({ householdId, userId }) {
      const [playlists] = yield* ask(askPlaylists(householdId, userId))
      return { state: { family: 'playlists', playlists: playlists.toSorted(byTitle) } }
    },
  }
}

export function playlistRoomRows(rowsOf: RowsOf): RoomRows {
  return {
    family: 'playlist',
    *show({ householdId, userId }, room) {
      const playlistId = playlistOfRoom(room)
      if (!playlistId) return null
      const found = yield* pick(rowsOf, householdId, PLAYLISTS, playlistId, 'whole')
      const playlist = found.state
      if (!playlist?.entries || !maySeePlaylist(playlist.view, userId)) return null
      return { state: { family: 'playlist', playlist: playlist.view, entries: playlist.entries }, found }
    },
  }
}
