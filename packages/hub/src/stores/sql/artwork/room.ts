import { ask, type Row } from '../runtime/script.ts'
import type { RoomRows } from '../transaction/shown-room.ts'

export function artworkRoomRows(): RoomRows {
  return {
    family: 'artwork',
    *show() {
      const [artworkChanges] = yield* ask({
        statement: { sql: 'select changes from artwork_wall', parameters: [] },
        answer: ([row]) => (row as WallRow | undefined)?.changes ?? 0,
      })
      return { state: { family: 'artwork', artworkChanges } }
    },
  }
}

interface WallRow extends Row {
  readonly changes: number
}
