import {
  type BoxView,
  byDeviceName,
  type DeviceView,
  type SessionId,
  type SessionView,
} from '@baton/protocol'
import { ask, parsed, type Row } from '../runtime/script.ts'
import type { RoomRows } from '../transaction/shown-room.ts'

interface BoxRow extends Row {
  readonly session_id: string
  readonly view: string
  readonly session: string
}

/** One that has not registered its device yet is not shown. */
export function boxesRoomRows(): RoomRows {
  return {
    family: 'boxes',
    *show({ householdId }) {
      const [boxes] = yield* ask({
        statement: {
          sql: `select u.session_id, d.view, s.view as session from account_user u
            join device d on d.owner_id = u.id join session s on s.id = u.session_id
            where u.household_id = ? and u.is_box = 1 and u.removed_at is null`,
          parameters: [householdId],
        },
        answer: (rows) => (rows as readonly BoxRow[]).map(boxOf),
      })
      return { state: { family: 'boxes', boxes: boxes.toSorted(byDeviceName) } }
    },
  }
}

function boxOf(row: BoxRow): BoxView {
  const sessionId = row.session_id as SessionId
  const session = parsed<SessionView>(row.session, () => `session ${sessionId}`)
  const device = parsed<DeviceView>(row.view, () => `the device of box ${sessionId}`)
  return { sessionId, device, maxVolume: session.maxVolume ?? null }
}
