import type { HouseholdId, SessionId, SessionView } from '@baton/protocol'
import { parsed, type Question, type Row, type Statement } from './script.ts'

/** The row of a session: its head, and what is needed to find its queue. */
export interface SessionHead {
  readonly view: SessionView
  readonly queueRevision: number
  readonly queueOrdered: boolean
}

export function askSession(householdId: HouseholdId, sessionId: SessionId): Question<SessionHead | null> {
  return {
    statement: {
      sql: 'select queue_revision, queue_ordered, view from session where id = ? and household_id = ?',
      parameters: [sessionId, householdId],
    },
    answer: (rows) => {
      const row = (rows as readonly SessionRow[])[0]
      if (!row) return null
      return {
        view: parsed<SessionView>(row.view, () => `session ${sessionId}`),
        queueRevision: row.queue_revision,
        queueOrdered: row.queue_ordered === 1,
      }
    },
  }
}

/** Takes the place of the row with the revision that was loaded, or fails. */
export function saveSession(
  householdId: HouseholdId,
  formerRevision: number,
  { view, queueRevision, queueOrdered }: SessionHead,
): Statement {
  return {
    sql: `update session set revision = ?, queue_revision = ?, queue_ordered = ?, view = ?
      where id = ? and household_id = ? and revision = ?`,
    parameters: [
      view.revision,
      queueRevision,
      queueOrdered ? 1 : 0,
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
  readonly queue_ordered: number
  readonly view: string
}
