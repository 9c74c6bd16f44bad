import { byName } from '@baton/protocol'
import { ask } from '../runtime/script.ts'
import type { RoomRows } from '../transaction/shown-room.ts'
import { askDevices } from './device-rows.ts'

export const devicesRoomRows: RoomRows = {
  family: 'devices',
  *show({ householdId, userId }) {
    const [devices] = yield* ask(askDevices(householdId, userId))
    const views = devices.map((device) => device.view).toSorted(byName)
    return { state: { family: 'devices', devices: views } }
  },
}
