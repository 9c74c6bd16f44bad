import { byBeginning } from '@baton/protocol'
import { maySeeUpload } from '#domain'
import { ask } from '../runtime/script.ts'
import type { RoomRows } from '../transaction/shown-room.ts'
import { type StateRow, uploadOf } from './rows.ts'

export function uploadsRoomRows(): RoomRows {
  return {
    family: 'uploads',
    *show({ householdId, userId }) {
      const [all] = yield* ask({
        statement: {
          sql: 'select state from upload where household_id = ?',
          parameters: [householdId],
        },
        answer: (rows) => (rows as readonly StateRow[]).map((row) => uploadOf(row).view),
      })
      const uploads = all.filter((view) => maySeeUpload(view, userId)).toSorted(byBeginning)
      return { state: { family: 'uploads', uploads } }
    },
  }
}
