import type { HouseholdId, Room, RoomState, UserId } from '@baton/protocol'
import { byName, sessionOfRoom } from '@baton/protocol'
import type { Picture } from '#engine'
import { askDevices } from './device-rows.ts'
import { askHousehold } from './household-rows.ts'
import { loadQueue } from './load.ts'
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
  const [household, devices] = yield* ask(
    askHousehold(householdId, null),
    rooms.includes('devices') ? askDevices(householdId, userId) : null,
  )
  const states: { room: Room; state: RoomState }[] = []
  const loaded: { head: SessionHead; rows: QueueRows }[] = []
  for (const room of new Set(rooms)) {
    if (room === 'devices') {
      const views = (devices ?? []).map((device) => device.view).toSorted(byName)
      states.push({ room, state: { family: 'devices', devices: views } })
    } else if (room === 'library') {
      states.push({ room, state: { family: 'library', library: household.library } })
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
