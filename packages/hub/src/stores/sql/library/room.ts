import { askHousehold } from '../household/household-rows.ts'
import { ask } from '../runtime/script.ts'
import type { RoomRows } from '../transaction/shown-room.ts'

/** What the log last said about the library stands in the household's row. */
export function libraryRoomRows(): RoomRows {
  return {
    family: 'library',
    *show({ householdId }) {
      const [{ library }] = yield* ask(askHousehold(householdId, null))
      return { state: { family: 'library', library } }
    },
  }
}
