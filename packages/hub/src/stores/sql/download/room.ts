import { byBeginningOfDownload } from '@baton/protocol'
import { maySeeDownload } from '#domain'
import { ask } from '../runtime/script.ts'
import type { RoomRows } from '../transaction/shown-room.ts'
import { downloadOf, type StateRow } from './rows.ts'

export function downloadsRoomRows(): RoomRows {
  return {
    family: 'downloads',
    *show({ householdId, userId }) {
      const [all] = yield* ask({
        statement: {
          sql: 'select state from download where household_id = ?',
          parameters: [householdId],
        },
        answer: (rows) => (rows as readonly StateRow[]).map((row) => downloadOf(row).view),
      })
      const downloads = all.filter((view) => maySeeDownload(view, userId)).toSorted(byBeginningOfDownload)
      return { state: { family: 'downloads', downloads } }
    },
  }
}
