import type { RoomRules } from '../room-rules.ts'

/** From its visibility follows who sees a playlist, so that following it begins or ends with a change of that. */
export const playlistRoomRules: RoomRules = {
  family: 'playlist',
  mayBegin: (state) => state.family === 'playlist' && state.playlist.deletedAt === null,
  changesRights: (event) =>
    event.type === 'playlist.created' ||
    (event.type === 'playlist.changed' && event.details.visibility !== undefined),
}

/** What is not listed any more, or not for this viewer, is not told of as it once was. */
export const playlistsRoomRules: RoomRules = {
  family: 'playlists',
  isStillPublished(event, present) {
    if (event.type !== 'playlists.listed' || present.family !== 'playlists') return true
    return present.playlists.some(({ playlistId }) => playlistId === event.playlist.playlistId)
  },
}
