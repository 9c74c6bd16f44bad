import { sessionOfRoom } from '@baton/protocol'
import { ask } from '../runtime/script.ts'
import { loadQueue } from '../transaction/load.ts'
import type { KeptRows } from '../transaction/rows-cache.ts'
import type { RoomRows } from '../transaction/shown-room.ts'
import { askSession } from './session-rows.ts'

export function sessionRoomRows(kept: KeptRows): RoomRows {
  return {
    family: 'session',
    *show({ householdId, userId }, room) {
      const sessionId = sessionOfRoom(room)
      if (!sessionId) return null
      const [head] = yield* ask(askSession(householdId, sessionId))
      if (head?.view.userId !== userId) return null
      const rows = yield* loadQueue(kept, head)
      return {
        state: { family: 'session', session: head.view, queue: rows.queue },
        keep: () => kept.queues.keep(sessionId, head.queueRevision, rows),
      }
    },
  }
}
