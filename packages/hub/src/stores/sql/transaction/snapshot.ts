import type { HouseholdId, Room, RoomState, UserId } from '@baton/protocol'
import { byName, byTitle, playlistOfRoom, sessionOfRoom } from '@baton/protocol'
import type { Picture } from '#engine'
import { askDevices } from '../device/device-rows.ts'
import { askHousehold } from '../household/household-rows.ts'
import { askPlaylistHead, askPlaylists, type FullPlaylistRows } from '../playlist/playlist-rows.ts'
import { ask, type Script } from '../runtime/script.ts'
import type { QueueRows } from '../session/queue-rows.ts'
import { askSession, type SessionHead } from '../session/session-rows.ts'
import { loadPlaylist, loadQueue } from './load.ts'
import type { KeptRows } from './rows-cache.ts'

export interface Taken {
  readonly picture: Picture
  readonly queues: readonly { readonly head: SessionHead; readonly rows: QueueRows }[]
  readonly playlists: readonly FullPlaylistRows[]
}

/** Has to run in one transaction, so that the numbers and the rooms belong together. */
export function* takePicture(
  kept: KeptRows,
  householdId: HouseholdId,
  userId: UserId,
  rooms: readonly Room[],
): Script<Taken> {
  const [household, devices, playlists] = yield* ask(
    askHousehold(householdId, null),
    rooms.includes('devices') ? askDevices(householdId, userId) : null,
    rooms.includes('playlists') ? askPlaylists(householdId, userId) : null,
  )
  const states: { room: Room; state: RoomState }[] = []
  const loaded: { head: SessionHead; rows: QueueRows }[] = []
  const opened: FullPlaylistRows[] = []
  for (const room of new Set(rooms)) {
    if (room === 'devices') {
      const views = (devices ?? []).map((device) => device.view).toSorted(byName)
      states.push({ room, state: { family: 'devices', devices: views } })
    } else if (room === 'library') {
      states.push({ room, state: { family: 'library', library: household.library } })
    } else if (room === 'playlists') {
      states.push({ room, state: { family: 'playlists', playlists: (playlists ?? []).toSorted(byTitle) } })
    } else if (room.startsWith('playlist:')) {
      const rows = yield* visiblePlaylist(kept, householdId, userId, room)
      if (!rows) continue
      opened.push(rows)
      states.push({ room, state: { family: 'playlist', playlist: rows.view, entries: rows.entries } })
    } else {
      const session = yield* loadSession(kept, householdId, userId, room)
      if (!session) continue
      loaded.push(session)
      states.push({
        room,
        state: { family: 'session', session: session.head.view, queue: session.rows.queue },
      })
    }
  }
  const { epoch, seq, floor, lastInstant } = household
  return { picture: { epoch, seq, floor, lastInstant, states }, queues: loaded, playlists: opened }
}

function* visiblePlaylist(
  kept: KeptRows,
  householdId: HouseholdId,
  userId: UserId,
  room: Room,
): Script<FullPlaylistRows | null> {
  const playlistId = playlistOfRoom(room)
  if (!playlistId) return null
  const [playlist] = yield* ask(askPlaylistHead(householdId, playlistId))
  if (!playlist || (playlist.visibility !== 'household' && playlist.ownerId !== userId)) return null
  return yield* loadPlaylist(kept, playlist)
}

function* loadSession(
  kept: KeptRows,
  householdId: HouseholdId,
  userId: UserId,
  room: Room,
): Script<{ readonly head: SessionHead; readonly rows: QueueRows } | null> {
  const sessionId = sessionOfRoom(room)
  if (!sessionId) return null
  const [head] = yield* ask(askSession(householdId, sessionId))
  if (head?.view.userId !== userId) return null
  return { head, rows: yield* loadQueue(kept, head) }
}
