import { type BoxView, byDeviceName, type DeviceView, type SessionId } from '@baton/protocol'
import { ask, parsed, type Row } from '../runtime/script.ts'
import type { RoomRows } from '../transaction/shown-room.ts'

interface BoxRow extends Row {
  readonly session_id: string
  readonly view: string
}

/** One that has not registered its device yet is not shown. */
export function boxesRoomRows(): RoomRows {
  return {
    family: 'boxes',
    *show({ householdId }) {
      const [boxes] = yield* ask({
        statement: {
          sql: `select u.session_id, d.view from account_user u join device d on d.owner_id = u.id
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
  return { sessionId, device: parsed<DeviceView>(row.view, () => `the device of box ${sessionId}`) }
}
