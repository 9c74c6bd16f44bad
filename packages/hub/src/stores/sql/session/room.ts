import { QUEUE_WINDOW, sessionOfRoom, wholeQueue } from '@baton/protocol'
import { DEVICES, SESSIONS } from '#domain'
import type { Dialect } from '../runtime/dialect.ts'
import { ask } from '../runtime/script.ts'
import { together } from '../runtime/together.ts'
import { pick } from '../transaction/load.ts'
import type { RowsOf } from '../transaction/rows.ts'
import type { RoomRows } from '../transaction/shown-room.ts'
import { askLength } from './queue-rows.ts'
import { loadWindow } from './queue-window.ts'

/** Of a long queue only the window's rows are read: the rest would cost the most and is not shown. */
export function sessionRoomRows(rowsOf: RowsOf, dialect: Dialect): RoomRows {
  return {
    family: 'session',
    *show({ householdId, userId }, room) {
      const sessionId = sessionOfRoom(room)
      if (!sessionId) return null
      const [head, [length]] = yield* together([
        pick(rowsOf, householdId, SESSIONS, sessionId, 'head'),
        ask(askLength(sessionId)),
      ])
      const view = head.state?.view
      // Whether somebody of the household may ask for a box's was judged before; a device sees whose speaker it is.
      if (!view) return null
      if (view.userId !== userId && !view.ofBox) {
        const own = yield* pick(rowsOf, householdId, DEVICES, userId, 'head')
        if (!own.state.some(({ lending }) => lending?.to?.sessionId === sessionId)) return null
      }
      if (length > QUEUE_WINDOW.size) {
        const queue = yield* loadWindow(dialect, sessionId, length, view.current?.entryId ?? null)
        return { state: { family: 'session', session: view, queue }, found: head }
      }
      const found = yield* pick(rowsOf, householdId, SESSIONS, sessionId, 'whole')
      const session = found.state
      if (!session?.queue) return null
      return { state: { family: 'session', session: session.view, queue: wholeQueue(session.queue) }, found }
    },
  }
}
