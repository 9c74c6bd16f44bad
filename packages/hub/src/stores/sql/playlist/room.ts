import { byTitle, playlistOfRoom } from '@baton/protocol'
import { ask } from '../runtime/script.ts'
import { loadPlaylist } from '../transaction/load.ts'
import type { KeptRows } from '../transaction/rows-cache.ts'
import type { RoomRows } from '../transaction/shown-room.ts'
import { askPlaylistHead, askPlaylists } from './playlist-rows.ts'

export const playlistsRoomRows: RoomRows = {
  family: 'playlists',
  *show({ householdId, userId }) {
    const [playlists] = yield* ask(askPlaylists(householdId, userId))
    return { state: { family: 'playlists', playlists: playlists.toSorted(byTitle) } }
  },
}

export function playlistRoomRows(kept: KeptRows): RoomRows {
  return {
    family: 'playlist',
    *show({ householdId, userId }, room) {
      const playlistId = playlistOfRoom(room)
      if (!playlistId) return null
      const [head] = yield* ask(askPlaylistHead(householdId, playlistId))
      if (!head || (head.visibility !== 'household' && head.ownerId !== userId)) return null
      const rows = yield* loadPlaylist(kept, head)
      return {
        state: { family: 'playlist', playlist: rows.view, entries: rows.entries },
        keep: () => kept.playlists.keep(playlistId, rows.view.revision, rows),
      }
    },
  }
}
