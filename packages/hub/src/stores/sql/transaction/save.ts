import type { CommandId, HouseholdId, Receipt } from '@baton/protocol'
import type { Change } from '#domain'
import type { Writes } from '#engine'
import { changeDue } from '../household/due-work.ts'
import { insertEvent } from '../household/event-log.ts'
import { libraryAfter, saveHousehold } from '../household/household-rows.ts'
import { type Script, type Statement, tellLast } from '../runtime/script.ts'
import type { Picked } from './load.ts'
import type { Moment, Rows, RowsOf, Saved } from './rows.ts'

export interface Written {
  readonly seq: number
  readonly receipt: Receipt | null
  readonly states: readonly WrittenState[]
}

export interface WrittenState extends Pick<Change, 'kind' | 'id'> {
  readonly rows: Rows
  readonly kept: unknown
}

/** Writes all of a decision in one step. */
export function* save(
  rowsOf: RowsOf,
  householdId: HouseholdId,
  picked: Picked,
  writes: Writes,
  commandId: CommandId | null,
): Script<Written> {
  const { at, events, changes = [], due = [] } = writes
  const { household } = picked
  const seq = household.seq + events.length
  const lastInstant = Math.max(household.lastInstant, at)
  const receipt = writes.receipt?.make(seq) ?? null
  const statements: Statement[] = [
    saveHousehold(householdId, { seq, lastInstant, library: libraryAfter(household.library, events) }),
  ]
  let number = household.seq
  for (const event of events) {
    statements.push(insertEvent(householdId, ++number, lastInstant, commandId, event))
  }
  const states: WrittenState[] = []
  for (const change of changes) {
    const { kind, id } = change
    const rows = rowsOf(kind)
    const saved = savedBy(rows, householdId, picked, change, { machineAt: writes.machineAt ?? at, seq })
    statements.push(...saved.statements)
    states.push({ kind, id, rows, kept: saved.kept })
  }
  for (const change of due) statements.push(changeDue(householdId, change))
  if (writes.receipt && receipt) statements.push(insertReceipt(writes.receipt, receipt, commandId, at))
  yield* tellLast(statements)
  return { seq, receipt, states }
}

function savedBy(
  rows: Rows,
  householdId: HouseholdId,
  { found }: Picked,
  change: Change,
  moment: Moment,
): Saved<unknown> {
  if (!rows.save) throw new Error(`What this store keeps of ${change.kind.name} is only read`)
  const former = found.find(({ kind, id }) => kind === change.kind && id === change.id)
  return rows.save(householdId, change, former?.kept ?? null, moment)
}

function insertReceipt(
  { principal, bodyHash }: NonNullable<Writes['receipt']>,
  receipt: Receipt,
  commandId: CommandId | null,
  at: number,
): Statement {
  if (commandId !== receipt.commandId) throw new Error('A receipt belongs to the command that made it')
  return {
    sql: 'insert into receipt (principal, command_id, body_hash, receipt, at) values (?, ?, ?, ?, ?)',
    parameters: [principal, commandId, bodyHash, JSON.stringify(receipt), at],
  }
}
