import type { CoverId } from '@baton/protocol'
import { COVERS } from '#domain'
import { ask } from '../runtime/script.ts'
import type { Rows } from '../transaction/rows.ts'

/** Pictures are written by the library alone. */
export function coverRows(): Rows<CoverId, boolean, null> {
  return {
    kind: COVERS,
    *load(householdId, coverId) {
      const [state] = yield* ask({
        statement: {
          sql: `select id from library_covers where household_id = ? and id = ?
            union all select id from library_pictures where household_id = ? and id = ?`,
          parameters: [householdId, coverId, householdId, coverId],
        },
        answer: (rows) => rows.length > 0,
      })
      return { state, kept: null }
    },
  }
}
