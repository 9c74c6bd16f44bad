import { byLinking } from '@baton/protocol'
import { ask } from '../runtime/script.ts'
import type { RoomRows } from '../transaction/shown-room.ts'
import { askActivity, type TagRow, tagOf } from './rows.ts'

export function tagsRoomRows(): RoomRows {
  return {
    family: 'tags',
    *show({ householdId }) {
      const [tags, { linkings, unknownTag }] = yield* ask(
        {
          statement: { sql: 'select view from tag where household_id = ?', parameters: [householdId] },
          answer: (rows) => (rows as readonly TagRow[]).map(tagOf),
        },
        askActivity(householdId),
      )
      return { state: { family: 'tags', tags: tags.toSorted(byLinking), linkings, unknownTag } }
    },
  }
}
