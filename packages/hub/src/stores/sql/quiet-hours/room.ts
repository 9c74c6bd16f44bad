import { ask } from '../runtime/script.ts'
import type { RoomRows } from '../transaction/shown-room.ts'
import { askQuietHours } from './rows.ts'

export function quietHoursRoomRows(): RoomRows {
  return {
    family: 'quiet-hours',
    *show({ householdId }) {
      const [{ zone, spans }] = yield* ask(askQuietHours(householdId))
      return { state: { family: 'quiet-hours', quietHours: { zone, spans } } }
    },
  }
}
