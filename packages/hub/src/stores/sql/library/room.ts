import { askHousehold, librarySummary } from '../household/household-rows.ts'
import { ask } from '../runtime/script.ts'
import type { RoomRows } from '../transaction/shown-room.ts'

/** What the log last said about the library stands in the household's row. */
export function libraryRoomRows(): RoomRows {
  return {
    family: 'library',
    *show({ householdId }) {
      const [household] = yield* ask(askHousehold(householdId, null))
      return { state: { family: 'library', library: librarySummary(householdId, household) } }
    },
  }
}
