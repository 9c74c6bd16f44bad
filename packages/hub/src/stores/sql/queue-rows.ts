import type { Entry, EntryId, Queue, SessionId } from '@baton/protocol'
import { ranked } from './queue-ranks.ts'
import { parsed, type Question, type Row, type Statement } from './script.ts'
import type { Words } from './words.ts'

/** A queue and the ranks of its rows, so that the next change knows which rows to touch. */
export interface QueueRows {
  readonly queue: Queue
  readonly ranks: ReadonlyMap<EntryId, number>
  readonly orderRanks: ReadonlyMap<EntryId, number>
}

export function askQueue(sessionId: SessionId, hasOrder: boolean): Question<QueueRows> {
  return {
    statement: {
      sql: 'select entry_id, rank, order_rank, status, entry from queue_entry where session_id = ?',
      parameters: [sessionId],
    },
    answer: (rows) => queueOf(rows as readonly QueueRow[], hasOrder, sessionId),
  }
}

/** The statements that turn the rows of one queue into those of another, touching only what differs. */
export function saveQueue(
  words: Words,
  sessionId: SessionId,
  former: QueueRows,
  queue: Queue,
): { readonly statements: readonly Statement[]; readonly saved: QueueRows } {
  if (queue === former.queue) return { statements: [], saved: former }
  const saved = rowsOf(queue, former)
  const known = new Map(former.queue.entries.map((entry) => [entry.entryId, entry]))
  const changed: unknown[] = []
  for (const entry of queue.entries) {
    const id = entry.entryId
    const place = [id, saved.ranks.get(id), saved.orderRanks.get(id) ?? null, entry.status]
    const before = known.get(id)
    if (!before || !sameTrack(before, entry)) changed.push([...place, summaryOf(entry)])
    else if (
      before.status !== entry.status ||
      former.ranks.get(id) !== saved.ranks.get(id) ||
      former.orderRanks.get(id) !== saved.orderRanks.get(id)
    ) {
      changed.push(place)
    }
  }
  const gone = former.queue.entries.map((entry) => entry.entryId).filter((id) => !saved.ranks.has(id))
  const statements: Statement[] = []
  if (gone.length > 0) statements.push(remove(words, sessionId, gone))
  if (changed.length > 0) statements.push(put(words, sessionId, changed))
  return { statements, saved }
}

interface QueueRow extends Row {
  readonly entry_id: EntryId
  readonly rank: number
  readonly order_rank: number | null
  readonly status: Entry['status']
  readonly entry: string
}

function queueOf(rows: readonly QueueRow[], hasOrder: boolean, sessionId: SessionId): QueueRows {
  const sorted = rows.toSorted((a, b) => a.rank - b.rank)
  const summaries = parsed<readonly Omit<Entry, 'entryId' | 'status'>[]>(
    `[${sorted.map((row) => row.entry).join(',')}]`,
    () => `the queue of session ${sessionId}`,
  )
  const ordered = sorted.filter((row) => row.order_rank !== null)
  return {
    queue: {
      entries: sorted.map((row, index) => ({
        ...(summaries[index] as Omit<Entry, 'entryId' | 'status'>),
        entryId: row.entry_id,
        status: row.status,
      })),
      order: hasOrder
        ? ordered.toSorted((a, b) => Number(a.order_rank) - Number(b.order_rank)).map((row) => row.entry_id)
        : null,
    },
    ranks: new Map(sorted.map((row) => [row.entry_id, row.rank])),
    orderRanks: new Map(ordered.map((row) => [row.entry_id, Number(row.order_rank)])),
  }
}

function rowsOf(queue: Queue, former: QueueRows): QueueRows {
  const ids = queue.entries.map((entry) => entry.entryId)
  const ranks = ranked(ids, former.ranks)
  const orderRanks = ranked(queue.order ?? [], former.orderRanks)
  if (ranks.size !== ids.length) throw new Error('A queue holds one entry twice')
  if (orderRanks.size !== (queue.order ?? []).length) throw new Error('A queue plays one entry twice')
  for (const id of orderRanks.keys()) {
    if (!ranks.has(id)) throw new Error(`A queue plays entry ${id}, which it does not hold`)
  }
  return { queue, ranks, orderRanks }
}

function sameTrack(a: Entry, b: Entry): boolean {
  return a === b || summaryOf(a) === summaryOf(b)
}

function summaryOf({ entryId: _, status: __, ...summary }: Entry): string {
  return JSON.stringify(summary)
}

function remove(words: Words, sessionId: SessionId, ids: readonly EntryId[]): Statement {
  return {
    sql: `delete from queue_entry where session_id = ? and entry_id in ${words.eachText}`,
    parameters: [sessionId, JSON.stringify(ids)],
    must: { change: ids.length, otherwise: () => strayRows(sessionId) },
  }
}

/** A row whose summary stays as it is comes without one; joining such rows instead makes SQLite compare all with all. */
function put(words: Words, sessionId: SessionId, rows: readonly unknown[]): Statement {
  return {
    sql: `insert into queue_entry (session_id, entry_id, rank, order_rank, status, entry)
      select cast(? as text), value ->> 0, cast(value ->> 1 as bigint), cast(value ->> 2 as bigint), value ->> 3,
        coalesce(value ->> 4, (select entry from queue_entry where session_id = ? and entry_id = value ->> 0))
      from ${words.eachItem} as item where true
      on conflict (session_id, entry_id) do update
      set rank = excluded.rank, order_rank = excluded.order_rank, status = excluded.status, entry = excluded.entry`,
    parameters: [sessionId, sessionId, JSON.stringify(rows)],
    must: { change: rows.length, otherwise: () => strayRows(sessionId) },
  }
}

function strayRows(sessionId: SessionId): Error {
  return new Error(`The queue of session ${sessionId} was changed by somebody else`)
}
