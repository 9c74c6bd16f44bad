import type { HouseholdId, UploadId } from '@baton/protocol'
import { UPLOAD_SHELF, UPLOADS, type Upload, type UploadShelf } from '#domain'
import { ask, parsed, type Row, type Statement } from '../runtime/script.ts'
import type { Rows } from '../transaction/rows.ts'

export function uploadRows(): Rows<UploadId, Upload | null, null> {
  return {
    kind: UPLOADS,
    *load(householdId, uploadId) {
      const [state] = yield* ask({
        statement: {
          sql: 'select state from upload where id = ? and household_id = ?',
          parameters: [uploadId, householdId],
        },
        answer: ([row]) => (row ? uploadOf(row as StateRow) : null),
      })
      return { state, kept: null }
    },
    save(householdId, { key, before, after }) {
      return { statements: [statement(householdId, key, before, after)], kept: null }
    },
  }
}

export function uploadShelfRows(): Rows<null, UploadShelf, null> {
  return {
    kind: UPLOAD_SHELF,
    *load(householdId) {
      const [open, over] = yield* ask(
        {
          statement: {
            sql: 'select state from upload where household_id = ? and is_open = 1 order by expires_at, id',
            parameters: [householdId],
          },
          answer: (rows) => (rows as readonly StateRow[]).map(uploadOf),
        },
        {
          statement: {
            sql: `select count(*) as count, (select id from upload where household_id = ? and is_open = 0
                order by expires_at, id limit 1) as oldest
              from upload where household_id = ?`,
            parameters: [householdId, householdId],
          },
          answer: ([row]) => row as ShelfRow | undefined,
        },
      )
      const state = { count: Number(over?.count ?? 0), open, oldestOver: over?.oldest ?? null }
      return { state, kept: null }
    },
  }
}

interface ShelfRow extends Row {
  readonly count: number | string
  readonly oldest: UploadId | null
}

export interface StateRow extends Row {
  readonly state: string
}

export function uploadOf({ state }: StateRow): Upload {
  return parsed<Upload>(state, () => 'an upload')
}

/** Takes the place of the row with the revision that was loaded, or fails. */
function statement(
  householdId: HouseholdId,
  uploadId: UploadId,
  before: Upload | null,
  after: Upload | null,
): Statement {
  const must = { change: 1, otherwise: () => new Error(`Upload ${uploadId} was changed by somebody else`) }
  if (after === null) {
    return {
      sql: 'delete from upload where id = ? and household_id = ?',
      parameters: [uploadId, householdId],
      must,
    }
  }
  const { ownerId, isPrivate, phase, expiresAt, revision } = after.view
  const isOpen = phase === 'receiving' || phase === 'checking' ? 1 : 0
  const state = JSON.stringify(after)
  if (before === null) {
    return {
      sql: `insert into upload (id, household_id, owner_id, is_private, is_open, expires_at, revision, state)
        values (?, ?, ?, ?, ?, ?, ?, ?)`,
      parameters: [uploadId, householdId, ownerId, isPrivate ? 1 : 0, isOpen, expiresAt, revision, state],
      must,
    }
  }
  return {
    sql: `update upload set is_open = ?, expires_at = ?, revision = ?, state = ?
      where id = ? and household_id = ? and revision = ?`,
    parameters: [isOpen, expiresAt, revision, state, uploadId, householdId, before.view.revision],
    must,
  }
}
