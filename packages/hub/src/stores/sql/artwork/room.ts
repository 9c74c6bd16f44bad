import { PostId } from '@baton/protocol'
import { ask, type Row } from '../runtime/script.ts'
import type { RoomRows } from '../transaction/shown-room.ts'

export function artworkRoomRows(): RoomRows {
  return {
    family: 'artwork',
    *show() {
      const [last] = yield* ask({
        statement: { sql: 'select changes, changed_post_id from artwork_wall', parameters: [] },
        answer: ([row]) => {
          const { changes, changed_post_id: postId } = (row as WallRow | undefined) ?? NOTHING
          return { changes, postId: PostId.nullable().parse(postId) }
        },
      })
      return { state: { family: 'artwork', last } }
    },
  }
}

interface WallRow extends Row {
  readonly changes: number
  readonly changed_post_id: number | null
}

const NOTHING: WallRow = { changes: 0, changed_post_id: null }
