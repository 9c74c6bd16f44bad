import type { Entry, EntryId, Queue, SessionId } from '@baton/protocol'
import type { Dialect } from '../runtime/dialect.ts'
import { parsed, type Question, type Row, type Statement } from '../runtime/script.ts'
import { ranked } from './queue-ranks.ts'

/** A queue and the ranks of its rows, so that the next change knows which rows to touch. */
export interface QueueRows {
  readonly queue: Queue
  readonly ranks: ReadonlyMap<EntryId, number>
}

type Ranked = Pick<QueueRows, 'ranks'> & { readonly entries: Queue['entries'] }
type Summary = Omit<Entry, 'entryId' | 'status'>

export function askEntries(sessionId: SessionId): Question<Ranked> {
  return {
    statement: {
      sql: 'select entry_id, rank, status, entry from queue_entry where session_id = ?',
      parameters: [sessionId],
    },
    answer: (rows) => entriesOf(rows as readonly EntryRow[], sessionId),
  }
}

/** Those of these entries that the queue holds, in the order in which they are named. */
export function askNamedEntries(
  dialect: Dialect,
  sessionId: SessionId,
  ids: readonly EntryId[],
): Question<readonly Entry[]> {
  return {
    statement: {
      sql: `select entry_id, rank, status, entry from queue_entry
        where session_id = ? and entry_id in ${dialect.eachText}`,
      parameters: [sessionId, JSON.stringify(ids)],
    },
    answer: (rows) => {
      const { entries } = entriesOf(rows as readonly EntryRow[], sessionId)
      const byId = new Map(entries.map((entry) => [entry.entryId, entry]))
      return ids.flatMap((id) => byId.get(id) ?? [])
    },
  }
}

/** Entries as they stand in the user's order. Only their ids are sorted: the entries are long, and most are not asked for. */
export function askStandingEntries(
  sessionId: SessionId,
  from: number,
  limit: number,
): Question<readonly Entry[]> {
  return {
    statement: {
      sql: `select entry_id, rank, status, entry from queue_entry where session_id = ? and entry_id in (
        select entry_id from queue_entry where session_id = ? order by rank limit ? offset ?)`,
      parameters: [sessionId, sessionId, limit, from],
    },
    answer: (rows) => entriesOf(rows as readonly EntryRow[], sessionId).entries,
  }
}

export function askLength(sessionId: SessionId): Question<number> {
  return {
    statement: {
      sql: 'select count(*) as length from queue_entry where session_id = ?',
      parameters: [sessionId],
    },
    answer: ([row]) => Number(row?.length),
  }
}

/** How many entries stand before this one in the user's order. */
export function askStandingPlace(sessionId: SessionId, entryId: EntryId): Question<number> {
  return {
    statement: {
      sql: `select count(*) as place from queue_entry where session_id = ? and rank < (
        select rank from queue_entry where session_id = ? and entry_id = ?)`,
      parameters: [sessionId, sessionId, entryId],
    },
    answer: ([row]) => Number(row?.place),
  }
}

/** The order in which a queue plays, where it is another than that in which it stands. */
export function askOrder(sessionId: SessionId): Question<Queue['order']> {
  return {
    statement: { sql: 'select entry_ids from queue_order where session_id = ?', parameters: [sessionId] },
    answer: (rows) => {
      const row = (rows as readonly { readonly entry_ids: string }[])[0]
      return row ? parsed<EntryId[]>(row.entry_ids, () => `the playing order of session ${sessionId}`) : null
    },
  }
}

/** The statements that turn the rows of one queue into those of another, touching only what differs. */
export function saveQueue(
  dialect: Dialect,
  sessionId: SessionId,
  former: QueueRows,
  queue: Queue,
): { readonly statements: readonly Statement[]; readonly saved: QueueRows } {
  const standing = sameIds(former.queue, queue)
  const ranks = standing ? former.ranks : rankedAnew(former, queue)
  const touched = standing ? notTheSame(former.queue, queue) : queue.entries
  const changed = touched.length > 0 ? changedRows(former, touched, ranks) : []
  const gone = standing ? [] : idsOf(former.queue).filter((id) => !ranks.has(id))
  const statements: Statement[] = []
  if (gone.length > 0) statements.push(remove(dialect, sessionId, gone))
  if (changed.length > 0) statements.push(put(dialect, sessionId, changed))
  if (!sameOrder(former.queue.order, queue.order)) {
    statements.push(saveOrder(sessionId, checkedOrder(queue, ranks)))
  }
  return { statements, saved: { queue, ranks } }
}

interface EntryRow extends Row {
  readonly entry_id: EntryId
  readonly rank: number
  readonly status: Entry['status']
  readonly entry: string
}

/** The summaries are parsed as one text: thousands of small ones take several times as long. */
function entriesOf(rows: readonly EntryRow[], sessionId: SessionId): Ranked {
  const sorted = rows.toSorted((a, b) => a.rank - b.rank)
  const summaries = parsed<readonly Summary[]>(
    `[${sorted.map((row) => row.entry).join(',')}]`,
    () => `the queue of session ${sessionId}`,
  )
  return {
    entries: sorted.map((row, index) => ({
      ...(summaries[index] as Summary),
      entryId: row.entry_id,
      status: row.status,
    })),
    ranks: new Map(sorted.map((row) => [row.entry_id, row.rank])),
  }
}

/** What `put` needs of each row that is new, or is not as it was. */
function changedRows(
  former: QueueRows,
  entries: readonly Entry[],
  ranks: ReadonlyMap<EntryId, number>,
): readonly unknown[] {
  const wanted = new Set(entries.map((entry) => entry.entryId))
  const known = new Map<EntryId, Entry>()
  for (const entry of former.queue.entries) if (wanted.has(entry.entryId)) known.set(entry.entryId, entry)
  return entries.flatMap((entry) => {
    const id = entry.entryId
    const before = known.get(id)
    const summary = before && sameTrack(before, entry) ? null : summaryOf(entry)
    const stays =
      summary === null && before?.status === entry.status && former.ranks.get(id) === ranks.get(id)
    return stays ? [] : [[id, ranks.get(id), entry.status, summary]]
  })
}

/** Of two queues with the same ids: most entries are not only equal but the same, which is seen at once. */
function notTheSame(former: Queue, queue: Queue): readonly Entry[] {
  return queue.entries.filter((entry, index) => entry !== former.entries[index])
}

function idsOf(queue: Queue): readonly EntryId[] {
  return queue.entries.map((entry) => entry.entryId)
}

function sameIds(a: Queue, b: Queue): boolean {
  return (
    a.entries.length === b.entries.length &&
    a.entries.every((entry, index) => entry.entryId === b.entries[index]?.entryId)
  )
}

function sameOrder(a: Queue['order'], b: Queue['order']): boolean {
  if (a === b) return true
  return a !== null && b !== null && a.length === b.length && a.every((id, index) => id === b[index])
}

function rankedAnew(former: QueueRows, queue: Queue): ReadonlyMap<EntryId, number> {
  const ids = idsOf(queue)
  const ranks = ranked(ids, former.ranks)
  if (ranks.size !== ids.length) throw new Error('A queue holds one entry twice')
  return ranks
}

function checkedOrder({ order }: Queue, ranks: ReadonlyMap<EntryId, number>): Queue['order'] {
  const stranger = order?.find((id) => !ranks.has(id))
  if (stranger) throw new Error(`A queue plays entry ${stranger}, which it does not hold`)
  if (order && new Set(order).size !== order.length) throw new Error('A queue plays one entry twice')
  return order
}

function sameTrack(a: Entry, b: Entry): boolean {
  return a === b || summaryOf(a) === summaryOf(b)
}

function summaryOf({ entryId: _, status: __, ...summary }: Entry): string {
  return JSON.stringify(summary)
}

function remove(dialect: Dialect, sessionId: SessionId, ids: readonly EntryId[]): Statement {
  return {
    sql: `delete from queue_entry where session_id = ? and entry_id in ${dialect.eachText}`,
    parameters: [sessionId, JSON.stringify(ids)],
    must: { change: ids.length, otherwise: () => strayRows(sessionId) },
  }
}

/** A row whose summary stays as it is comes without one; joining such rows instead makes SQLite compare all with all. */
function put(dialect: Dialect, sessionId: SessionId, rows: readonly unknown[]): Statement {
  return {
    sql: `insert into queue_entry (session_id, entry_id, rank, status, entry)
      select cast(? as text), value ->> 0, cast(value ->> 1 as bigint), value ->> 2,
        coalesce(value ->> 3, (select entry from queue_entry where session_id = ? and entry_id = value ->> 0))
      from ${dialect.eachItem} as item where true
      on conflict (session_id, entry_id) do update
      set rank = excluded.rank, status = excluded.status, entry = excluded.entry`,
    parameters: [sessionId, sessionId, JSON.stringify(rows)],
    must: { change: rows.length, otherwise: () => strayRows(sessionId) },
  }
}

function saveOrder(sessionId: SessionId, order: Queue['order']): Statement {
  if (!order) return { sql: 'delete from queue_order where session_id = ?', parameters: [sessionId] }
  return {
    sql: `insert into queue_order (session_id, entry_ids) values (?, ?)
      on conflict (session_id) do update set entry_ids = excluded.entry_ids`,
    parameters: [sessionId, JSON.stringify(order)],
  }
}

function strayRows(sessionId: SessionId): Error {
  return new Error(`The queue of session ${sessionId} was changed by somebody else`)
}
