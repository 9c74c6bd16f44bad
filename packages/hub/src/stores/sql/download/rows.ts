import type { DownloadId, HouseholdId } from '@baton/protocol'
import { DOWNLOAD_SHELF, DOWNLOADS, type Download, type DownloadShelf } from '#domain'
import { ask, parsed, type Row, type Statement } from '../runtime/script.ts'
import type { Rows } from '../transaction/rows.ts'

export function downloadRows(): Rows<DownloadId, Download | null, null> {
  return {
    kind: DOWNLOADS,
    *load(householdId, downloadId) {
      const [state] = yield* ask({
        statement: {
          sql: 'select state from download where id = ? and household_id = ?',
          parameters: [downloadId, householdId],
        },
        answer: ([row]) => (row ? downloadOf(row as StateRow) : null),
      })
      return { state, kept: null }
    },
    save(householdId, { key, before, after }) {
      return { statements: [statement(householdId, key, before, after)], kept: null }
    },
  }
}

export function downloadShelfRows(): Rows<null, DownloadShelf, null> {
  return {
    kind: DOWNLOAD_SHELF,
    *load(householdId) {
      const [open, over] = yield* ask(
        {
          statement: {
            sql: 'select state from download where household_id = ? and is_open = 1 order by expires_at, id',
            parameters: [householdId],
          },
          answer: (rows) => (rows as readonly StateRow[]).map(downloadOf),
        },
        {
          statement: {
            sql: `select count(*) as count, (select id from download where household_id = ? and is_open = 0
                order by expires_at, id limit 1) as oldest
              from download where household_id = ?`,
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
  readonly oldest: DownloadId | null
}

export interface StateRow extends Row {
  readonly state: string
}

export function downloadOf({ state }: StateRow): Download {
  return parsed<Download>(state, () => 'a download')
}

/** Takes the place of the row with the revision that was loaded, or fails. */
function statement(
  householdId: HouseholdId,
  downloadId: DownloadId,
  before: Download | null,
  after: Download | null,
): Statement {
  const must = {
    change: 1,
    otherwise: () => new Error(`Download ${downloadId} was changed by somebody else`),
  }
  if (after === null) {
    return {
      sql: 'delete from download where id = ? and household_id = ?',
      parameters: [downloadId, householdId],
      must,
    }
  }
  const { ownerId, isPrivate, phase, expiresAt, revision } = after.view
  const isOpen = phase === 'completed' || phase === 'failed' ? 0 : 1
  const state = JSON.stringify(after)
  if (before === null) {
    return {
      sql: `insert into download (id, household_id, owner_id, is_private, is_open, expires_at, revision, state)
        values (?, ?, ?, ?, ?, ?, ?, ?)`,
      parameters: [downloadId, householdId, ownerId, isPrivate ? 1 : 0, isOpen, expiresAt, revision, state],
      must,
    }
  }
  return {
    sql: `update download set is_open = ?, expires_at = ?, revision = ?, state = ?
      where id = ? and household_id = ? and revision = ?`,
    parameters: [isOpen, expiresAt, revision, state, downloadId, householdId, before.view.revision],
    must,
  }
}
