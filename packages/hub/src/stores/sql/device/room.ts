import { byName } from '@baton/protocol'
import { DEVICES, SHARED_DEVICES, seenDevices } from '#domain'
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
      const seen = seenDevices(found.state, shared.state)
      const devices = seen.map((device) => device.view).toSorted(byName)
      return { state: { family: 'devices', devices }, found }
    },
  }
}
