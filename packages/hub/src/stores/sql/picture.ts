import type { HouseholdId, Room, RoomState, UserId } from '@baton/protocol'
import { byName, byTitle, playlistOfRoom, sessionOfRoom } from '@baton/protocol'
import type { Picture } from '#engine'
import { askDevices } from './device-rows.ts'
import { askHousehold } from './household-rows.ts'
import { loadQueue } from './load.ts'
import { askPlaylistEntries, askPlaylistHead, askPlaylists } from './playlist-rows.ts'
import type { QueueCache } from './queue-cache.ts'
import type { QueueRows } from './queue-rows.ts'
import { ask, type Script } from './script.ts'
import { askSession, type SessionHead } from './session-rows.ts'

export interface Taken {
  readonly picture: Picture
  readonly queues: readonly { readonly head: SessionHead; readonly rows: QueueRows }[]
}

/** Has to run in one transaction, so that the numbers and the rooms belong together. */
export function* takePicture(
  queues: QueueCache,
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
  for (const room of new Set(rooms)) {
    if (room === 'devices') {
      const views = (devices ?? []).map((device) => device.view).toSorted(byName)
      states.push({ room, state: { family: 'devices', devices: views } })
    } else if (room === 'library') {
      states.push({ room, state: { family: 'library', library: household.library } })
    } else if (room === 'playlists') {
      states.push({ room, state: { family: 'playlists', playlists: (playlists ?? []).toSorted(byTitle) } })
    } else if (room.startsWith('playlist:')) {
      const state = yield* loadPlaylist(householdId, userId, room)
      if (state) states.push({ room, state })
    } else {
      const session = yield* loadSession(queues, householdId, userId, room)
      if (!session) continue
      loaded.push(session)
      states.push({
        room,
        state: { family: 'session', session: session.head.view, queue: session.rows.queue },
      })
    }
  }
  const { epoch, seq, floor, lastInstant } = household
  return { picture: { epoch, seq, floor, lastInstant, states }, queues: loaded }
}

function* loadPlaylist(householdId: HouseholdId, userId: UserId, room: Room): Script<RoomState | null> {
  const playlistId = playlistOfRoom(room)
  if (!playlistId) return null
  const [playlist] = yield* ask(askPlaylistHead(householdId, playlistId))
  if (!playlist || (playlist.visibility !== 'household' && playlist.ownerId !== userId)) return null
  const [{ entries }] = yield* ask(askPlaylistEntries(playlistId))
  return { family: 'playlist', playlist, entries }
}

function* loadSession(
  queues: QueueCache,
  householdId: HouseholdId,
  userId: UserId,
  room: Room,
): Script<{ readonly head: SessionHead; readonly rows: QueueRows } | null> {
  const sessionId = sessionOfRoom(room)
  if (!sessionId) return null
  const [head] = yield* ask(askSession(householdId, sessionId))
  if (head?.view.userId !== userId) return null
  return { head, rows: yield* loadQueue(queues, head) }
}
