import { byName, isShared } from '@baton/protocol'
import { DEVICES, SHARED_DEVICES } from '#domain'
import { together } from '../runtime/together.ts'
import { pick } from '../transaction/load.ts'
import type { RowsOf } from '../transaction/rows.ts'
import type { RoomRows } from '../transaction/shown-room.ts'

export function devicesRoomRows(rowsOf: RowsOf): RoomRows {
  return {
    family: 'devices',
    *show({ householdId, userId }) {
      const [found, shared] = yield* together([
        pick(rowsOf, householdId, DEVICES, userId, 'head'),
        pick(rowsOf, householdId, SHARED_DEVICES, userId, 'head'),
      ])
      const others = shared.state.filter(({ view }) => isShared(view))
      const devices = [...found.state, ...others].map((device) => device.view).toSorted(byName)
      return { state: { family: 'devices', devices }, found }
    },
  }
}
