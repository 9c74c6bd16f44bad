import { sessionOfRoom } from '@baton/protocol'
import { SESSIONS } from '#domain'
import { pick } from '../transaction/load.ts'
import type { RowsOf } from '../transaction/rows.ts'
import type { RoomRows } from '../transaction/shown-room.ts'

export function sessionRoomRows(rowsOf: RowsOf): RoomRows {
  return {
    family: 'session',
    *show({ householdId, userId }, room) {
      const sessionId = sessionOfRoom(room)
      if (!sessionId) return null
      const found = yield* pick(rowsOf, householdId, SESSIONS, sessionId, 'whole')
      const session = found.state
      if (!session?.queue || session.view.userId !== userId) return null
      return { state: { family: 'session', session: session.view, queue: session.queue }, found }
    },
  }
}
