import { systemHealth } from '#engine'
import { ask } from '../runtime/script.ts'
import type { HealthStateTable } from '../tables/health.ts'
import type { RoomRows } from '../transaction/shown-room.ts'
import { healthRowOf, NOBODY } from './rows.ts'

/** As its workers have told it. What was seen last is taken to be now: of a worker that has gone the others are told. */
export function healthRoomRows(): RoomRows {
  return {
    family: 'health',
    *show({ householdId }) {
      const [rows] = yield* ask({
        statement: {
          sql: 'select * from health_state where household_id = ? or household_id = ?',
          parameters: [NOBODY, householdId],
        },
        answer: (found) => (found as unknown as readonly HealthStateTable[]).map(healthRowOf),
      })
      const now = Math.max(0, ...rows.map(({ seenAt }) => seenAt))
      return { state: { family: 'health', health: systemHealth(rows, now) } }
    },
  }
}
