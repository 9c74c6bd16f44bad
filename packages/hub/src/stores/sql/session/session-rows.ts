import type { HouseholdId, SessionId, SessionView } from '@baton/protocol'
import type { Kysely } from 'kysely'
import type { Session } from '#domain'
import { parsed, type Question, type Row, type Statement } from '../runtime/script.ts'
import type { Tables } from '../tables/tables.ts'

/** The row of a session: its head, and the revision at which its queue last changed. */
export interface SessionHead {
  readonly view: SessionView
  readonly queueRevision: number
}

export function askSession(householdId: HouseholdId, sessionId: SessionId): Question<SessionHead | null> {
  return {
    statement: {
      sql: 'select queue_revision, view from session where id = ? and household_id = ?',
      parameters: [sessionId, householdId],
    },
    answer: (rows) => {
      const row = (rows as readonly SessionRow[])[0]
      if (!row) return null
      return {
        view: { ...NEVER_WRITTEN, ...parsed<SessionView>(row.view, () => `session ${sessionId}`) },
        queueRevision: row.queue_revision,
      }
    },
  }
}

/** What rows do not have that were written before there was such a thing. */
const NEVER_WRITTEN: Pick<SessionView, 'lastPlayed' | 'resumeOffer'> = { lastPlayed: null, resumeOffer: null }

/** Takes the place of the row with the revision that was loaded, or fails. */
export function saveSession(
  householdId: HouseholdId,
  formerRevision: number,
  { view, queueRevision }: SessionHead,
): Statement {
  return {
    sql: `update session set revision = ?, queue_revision = ?, view = ?
      where id = ? and household_id = ? and revision = ?`,
    parameters: [
      view.revision,
      queueRevision,
      JSON.stringify(view),
      view.sessionId,
      householdId,
      formerRevision,
    ],
    must: {
      change: 1,
      otherwise: () => new Error(`Session ${view.sessionId} does not stand at revision ${formerRevision}`),
    },
  }
}

interface SessionRow extends Row {
  readonly queue_revision: number
  readonly view: string
}

/** A new user's session, as the domain's `newSession` makes it: its queue must be empty. */
export async function insertSession(
  transaction: Kysely<Tables>,
  householdId: HouseholdId,
  { view, queue }: Session,
): Promise<void> {
  if (queue && (queue.entries.length > 0 || queue.order))
    throw new Error('A new session begins with an empty queue')
  await transaction
    .insertInto('session')
    .values({
      id: view.sessionId,
      user_id: view.userId,
      household_id: householdId,
      revision: view.revision,
      queue_revision: view.revision,
      view: JSON.stringify(view),
    })
    .execute()
}
