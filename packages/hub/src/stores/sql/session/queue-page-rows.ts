import { type HouseholdId, type Room, sessionRoom } from '@baton/protocol'
import { QUEUE_PAGES, type QueuePageKey, type QueuePageState } from '#domain'
import type { Dialect } from '../runtime/dialect.ts'
import { ask, type Question } from '../runtime/script.ts'
import type { Rows } from '../transaction/rows.ts'
import { askLength, askOrder } from './queue-rows.ts'
import { askPlaying } from './queue-window.ts'
import { askSession } from './session-rows.ts'

/** So far back the log is searched for the last event of a session. */
const SEARCHED_EVENTS = 500

/** Pages are read from the rows that sessions write. */
export function queuePageRows(dialect: Dialect): Rows<QueuePageKey, QueuePageState | null, null> {
  return {
    kind: QUEUE_PAGES,
    *load(householdId, { sessionId, from, limit }) {
      const [head, total, order, unchangedSince] = yield* ask(
        askSession(householdId, sessionId),
        askLength(sessionId),
        askOrder(sessionId),
        askUnchangedSince(householdId, sessionRoom(sessionId)),
      )
      if (!head) return { state: null, kept: null }
      const [entries] = yield* ask(askPlaying(dialect, sessionId, order, from, limit))
      const { revision } = head.view
      return { state: { total, from, entries, revision, unchangedSince }, kept: null }
    },
  }
}

/** Behind this number of the log nothing is told of a room: that of its last event, or as far as was searched. */
function askUnchangedSince(householdId: HouseholdId, room: Room): Question<number> {
  return {
    statement: {
      sql: `select seq as head, (
          select max(event.seq) from event
          where event.household_id = household.id and event.seq > household.seq - ${SEARCHED_EVENTS}
            and event.room = ?
        ) as last
        from household where id = ?`,
      parameters: [room, householdId],
    },
    answer: ([row]) => Number(row?.last ?? Math.max(0, Number(row?.head) - SEARCHED_EVENTS)),
  }
}
