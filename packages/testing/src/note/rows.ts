import { ask, parsed, type Rows, type SqlDatabase, type Statement } from '@baton/hub/stores/sql'
import type { HouseholdId } from '@baton/protocol'
import { sql } from 'kysely'
import { NOTES } from './family.ts'
import type { NoteId, NoteView } from './words.ts'

/** A family of the hub has a migration; the tests make their table themselves. */
export async function createNoteTable({ kysely }: SqlDatabase): Promise<void> {
  await sql`create table note (
    id text primary key, household_id text not null, revision bigint not null, view text not null)`.execute(
    kysely,
  )
}

export function noteRows(): Rows<NoteId, NoteView | null, null> {
  return {
    kind: NOTES,
    *load(householdId, noteId) {
      const [state] = yield* ask({
        statement: {
          sql: 'select view from note where id = ? and household_id = ?',
          parameters: [noteId, householdId],
        },
        answer: ([row]) => (row ? parsed<NoteView>(row.view, () => `note ${noteId}`) : null),
      })
      return { state, kept: null }
    },
    save(householdId, { key: noteId, before, after }) {
      return { statements: [statement(householdId, noteId, before, after)], kept: null }
    },
  }
}

function statement(
  householdId: HouseholdId,
  noteId: NoteId,
  before: NoteView | null,
  after: NoteView | null,
): Statement {
  const must = { change: 1, otherwise: () => new Error(`Note ${noteId} was changed by somebody else`) }
  if (after === null) {
    return {
      sql: 'delete from note where id = ? and household_id = ?',
      parameters: [noteId, householdId],
      must,
    }
  }
  const view = JSON.stringify(after)
  if (before === null) {
    return {
      sql: 'insert into note (id, household_id, revision, view) values (?, ?, ?, ?)',
      parameters: [noteId, householdId, after.revision, view],
      must,
    }
  }
  return {
    sql: 'update note set revision = ?, view = ? where id = ? and household_id = ? and revision = ?',
    parameters: [after.revision, view, noteId, householdId, before.revision],
    must,
  }
}
