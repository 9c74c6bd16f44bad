import type { HouseholdId, Room, RoomState, UserId } from '@baton/protocol'
import { byName, byTitle, playlistOfRoom, sessionOfRoom } from '@baton/protocol'
import { DEVICES, maySeePlaylist, PLAYLISTS, SESSIONS, want } from '#domain'
import type { Picture } from '#engine'
import { askHousehold } from '../household/household-rows.ts'
import { askPlaylists } from '../playlist/playlist-rows.ts'
import { ask, type Script } from '../runtime/script.ts'
import { type PickedState, pick } from './load.ts'
import type { RowsOf } from './rows.ts'

export interface Taken {
  readonly picture: Picture
  readonly found: readonly PickedState[]
}

/** Has to run in one transaction, so that the numbers and the rooms belong together. */
export function* takePicture(
  rowsOf: RowsOf,
  householdId: HouseholdId,
  userId: UserId,
  rooms: readonly Room[],
): Script<Taken> {
  const [household, playlists] = yield* ask(
    askHousehold(householdId, null),
    rooms.includes('playlists') ? askPlaylists(householdId, userId) : null,
  )
  const states: { room: Room; state: RoomState }[] = []
  const found: PickedState[] = []
  for (const room of new Set(rooms)) {
    const sessionId = sessionOfRoom(room)
    const playlistId = playlistOfRoom(room)
    if (room === 'devices') {
      const picked = yield* pick(rowsOf, householdId, want(DEVICES, userId))
      const devices = (picked.state as (typeof DEVICES)['none']).map((device) => device.view).toSorted(byName)
      states.push({ room, state: { family: 'devices', devices } })
    } else if (room === 'library') {
      states.push({ room, state: { family: 'library', library: household.library } })
    } else if (room === 'playlists') {
      states.push({ room, state: { family: 'playlists', playlists: (playlists ?? []).toSorted(byTitle) } })
    } else if (playlistId) {
      const picked = yield* pick(rowsOf, householdId, want(PLAYLISTS, playlistId, 'whole'))
      const playlist = picked.state as (typeof PLAYLISTS)['none']
      if (!playlist?.entries || !maySeePlaylist(playlist.view, userId)) continue
      found.push(picked)
      const { view, entries } = playlist
      states.push({ room, state: { family: 'playlist', playlist: view, entries } })
    } else if (sessionId) {
      const picked = yield* pick(rowsOf, householdId, want(SESSIONS, sessionId, 'whole'))
      const session = picked.state as (typeof SESSIONS)['none']
      if (!session?.queue || session.view.userId !== userId) continue
      found.push(picked)
      states.push({ room, state: { family: 'session', session: session.view, queue: session.queue } })
    }
  }
  const { epoch, seq, floor, lastInstant } = household
  return { picture: { epoch, seq, floor, lastInstant, states }, found }
}
