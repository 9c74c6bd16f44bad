import type { BatonEvent, CommandId, HouseholdId, Room, UserId } from '@baton/protocol'
import type { LoggedEvent, NewEvent } from '#engine'
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

export function* eventsAfter(
  householdId: HouseholdId,
  after: number,
  limit: number,
): Script<readonly LoggedEvent[]> {
  const [events] = yield* ask({
    statement: {
      sql: `select seq, at, room, audience, revision, command_id, body from event
        where household_id = ? and seq > ? order by seq limit ?`,
      parameters: [householdId, after, limit],
    },
    answer: (rows) => (rows as readonly EventRow[]).map((row) => loggedEvent(householdId, row)),
  })
  return events
}

interface EventRow extends Row {
  readonly seq: number
  readonly at: number
  readonly room: Room
  readonly audience: UserId | 'household'
  readonly revision: number
  readonly command_id: CommandId | null
  readonly body: string
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
