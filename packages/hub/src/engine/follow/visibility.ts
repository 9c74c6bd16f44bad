// Who may see what, judged with present rights whenever an event is read, not when it was written.
import { type BatonEvent, type PlaylistId, playlistOfRoom, type Room } from '@baton/protocol'
import type { LoggedEvent, Picture } from '../ports/store.ts'
import type { Follower } from './follower.ts'

export function maySee(follower: Follower, { audience, room }: LoggedEvent): boolean {
  if (!follower.rooms.has(room)) return false
  return audience === 'household' || audience === follower.principal.userId
}

/** A room that not everybody may see who may ask for it, and of which that can change. */
export function hasRights(room: Room): boolean {
  return playlistOfRoom(room) !== null
}

/** From here on a playlist is seen by others than before. */
export function changesRights(event: BatonEvent): boolean {
  if (event.type === 'playlist.created') return true
  return event.type === 'playlist.changed' && event.details.visibility !== undefined
}

/** The rooms with rights that are open for a follower now. */
export function openRooms({ states }: Picture): ReadonlySet<Room> {
  return new Set(states.map(({ room }) => room).filter(hasRights))
}

/** Which playlists a follower may see listed now; null where it does not follow the list. */
export function listedNow({ states }: Picture): ReadonlySet<PlaylistId> | null {
  for (const { state } of states) {
    if (state.family === 'playlists') return new Set(state.playlists.map(({ playlistId }) => playlistId))
  }
  return null
}
