import type { SessionId } from '@baton/protocol'
import { SESSIONS, type Session } from '#domain'
import type { Dialect } from '../runtime/dialect.ts'
import { ask, type Script, type Statement } from '../runtime/script.ts'
import type { KeptChange, Rows } from '../transaction/rows.ts'
import { rowsCache } from '../transaction/rows-cache.ts'
import { askEntries, askOrder, type QueueRows, saveQueue } from './queue-rows.ts'
import { askSession, type SessionHead, saveSession } from './session-rows.ts'

/** A session as it was loaded or saved; `rows` is null where its queue was not. */
export interface SessionRows {
  readonly head: SessionHead
  readonly rows: QueueRows | null
}

/** A queue has the revision at which it last changed, so that a head tells which kept rows are its queue. */
export function sessionRows(dialect: Dialect): Rows<SessionId, Session | null, SessionRows | null> {
  const queues = rowsCache<SessionId, QueueRows>()

  function* loadQueue({ view: { sessionId }, queueRevision }: SessionHead): Script<QueueRows> {
    const kept = queues.get(sessionId, queueRevision)
    if (kept) return kept
    const [{ entries, ranks }, order] = yield* ask(askEntries(sessionId), askOrder(sessionId))
    return { queue: { entries, order }, ranks }
  }

  return {
    kind: SESSIONS,
    *load(householdId, sessionId, whole) {
      const [head] = yield* ask(askSession(householdId, sessionId))
      if (!head) return { state: null, kept: null }
      const rows = whole ? yield* loadQueue(head) : null
      return { state: { view: head.view, queue: rows?.queue ?? null }, kept: { head, rows } }
    },
    save(householdId, change, former) {
      const { formerRevision, head, rows, queue } = followed(dialect, change, former)
      return {
        statements: [saveSession(householdId, formerRevision, head), ...queue],
        kept: { head, rows },
      }
    },
    committed(kept) {
      if (kept?.rows) queues.keep(kept.head.view.sessionId, kept.head.queueRevision, kept.rows)
    },
  }
}

/** The rows behind a change, or why it cannot follow on what was loaded. */
function followed(
  dialect: Dialect,
  { key: sessionId, before, after }: KeptChange<SessionId, Session | null>,
  former: SessionRows | null,
) {
  if (!former || before?.view.sessionId !== sessionId || after?.view.sessionId !== sessionId) {
    throw new Error(`Session ${sessionId} was not loaded and cannot be saved`)
  }
  const formerRevision = before.view.revision
  const { revision } = after.view
  if (revision !== formerRevision && revision !== formerRevision + 1) {
    throw new Error(`Session ${sessionId} cannot go from revision ${formerRevision} to ${revision}`)
  }
  const queue = queueChange(dialect, former, after)
  if (queue && revision === formerRevision) {
    throw new Error(`The queue of session ${sessionId} cannot change without a new revision`)
  }
  return {
    formerRevision,
    head: { view: after.view, queueRevision: queue ? revision : former.head.queueRevision },
    rows: queue?.saved ?? former.rows,
    queue: (queue?.statements ?? []) as readonly Statement[],
  }
}

function queueChange(dialect: Dialect, { rows }: SessionRows, { view, queue }: Session) {
  if (!queue || queue === rows?.queue) return null
  if (!rows) throw new Error(`The queue of session ${view.sessionId} was not loaded and cannot be saved`)
  const change = saveQueue(dialect, view.sessionId, rows, queue)
  return change.statements.length > 0 ? change : null
}
