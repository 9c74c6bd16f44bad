import { byName } from '@baton/protocol'
import { DEVICES } from '#domain'
import { pick } from '../transaction/load.ts'
import type { RowsOf } from '../transaction/rows.ts'
import type { RoomRows } from '../transaction/shown-room.ts'

export function devicesRoomRows(rowsOf: RowsOf): RoomRows {
  return {
    family: 'devices',
    *show({ householdId, userId }) {
      const found = yield* pick(rowsOf, householdId, DEVICES, userId, 'head')
      const devices = found.state.map((device) => device.view).toSorted(byName)
      return { state: { family: 'devices', devices }, found }
    },
  }
}
