import type { BatonEvent, CommandId, HouseholdId, Room } from '@baton/protocol'
import type { LoggedEvent, LogPage, NewEvent, PageBounds } from '#engine'
import { ask, parsed, type Row, type Script, type Statement } from '../runtime/script.ts'

export function insertEvent(
  householdId: HouseholdId,
  seq: number,
  at: number,
  commandId: CommandId | null,
  { room, audience, revision, event }: NewEvent,
): Statement {
  return {
    sql: `insert into event (household_id, seq, room, audience, type, revision, at, command_id, body)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    parameters: [
      householdId,
      seq,
      room,
      audience,
      event.type,
      revision,
      at,
      commandId,
      JSON.stringify(event),
    ],
  }
}

/**
 * The weights are read first, and of the bodies only what fits: neither engine opens a body to tell its length. The
 * cross join keeps SQLite from weighing anew for each event.
 */
const PAGE = `
  with found as (
    select seq, octet_length(body) as bytes from event
      where household_id = ? and seq > ? order by seq limit ?
  ), weighed as (
    select seq, bytes, sum(bytes) over (order by seq) as together, count(*) over () as found from found
  ), kept as (
    select max(seq) as last, max(found) as found from weighed where together <= ? or together = bytes
  )
  select seq, at, room, audience, revision, command_id, body, found from kept cross join event
    where household_id = ? and seq > ? and seq <= last order by seq`

export function* pageAfter(
  householdId: HouseholdId,
  after: number,
  { events, bytes }: PageBounds,
): Script<LogPage> {
  const [page] = yield* ask({
    statement: { sql: PAGE, parameters: [householdId, after, events, bytes, householdId, after] },
    answer: (rows) => {
      const found = (rows as readonly FoundRow[])[0]?.found ?? 0
      return {
        events: (rows as readonly EventRow[]).map((row) => loggedEvent(householdId, row)),
        isLast: rows.length === found && found < events,
      }
    },
  })
  return page
}

export function* eventsAfter(
  householdId: HouseholdId,
  after: number,
  limit: number,
): Script<readonly LoggedEvent[]> {
  const page = yield* pageAfter(householdId, after, { events: limit, bytes: Number.MAX_SAFE_INTEGER })
  return page.events
}

interface EventRow extends Row {
  readonly seq: number
  readonly at: number
  readonly room: Room
  readonly audience: LoggedEvent['audience']
  readonly revision: number
  readonly command_id: CommandId | null
  readonly body: string
}

interface FoundRow extends Row {
  /** How many were there to be taken. */
  readonly found: number
}

function loggedEvent(householdId: HouseholdId, row: EventRow): LoggedEvent {
  return {
    seq: row.seq,
    at: row.at,
    room: row.room,
    audience: row.audience,
    revision: row.revision,
    event: parsed<BatonEvent>(row.body, () => `event ${row.seq} of household ${householdId}`),
    commandId: row.command_id,
  }
}
