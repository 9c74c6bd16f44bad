import type { HouseholdId } from '@baton/protocol'
import type { DueChange, DueCommand, DueWork } from '#engine'
import { ask, parsed, type Question, type Row, type Script, type Statement } from '../runtime/script.ts'

export function changeDue(householdId: HouseholdId, { key, due }: DueChange): Statement {
  if (!due) {
    return { sql: 'delete from due where household_id = ? and key = ?', parameters: [householdId, key] }
  }
  return {
    sql: `insert into due (household_id, key, at, command) values (?, ?, ?, ?)
      on conflict (household_id, key) do update set at = excluded.at, command = excluded.command`,
    parameters: [householdId, key, due.at, JSON.stringify(due.command)],
  }
}

export function askDue(householdId: HouseholdId, key: string): Question<DueCommand | null> {
  return {
    statement: {
      sql: 'select household_id, key, at, command from due where household_id = ? and key = ?',
      parameters: [householdId, key],
    },
    answer: (rows) => (rows as readonly DueRow[]).map(dueWork)[0]?.command ?? null,
  }
}

export function* dueBefore(now: number, limit: number): Script<readonly DueWork[]> {
  const [due] = yield* ask({
    statement: {
      sql: 'select household_id, key, at, command from due where at <= ? order by at, household_id, key limit ?',
      parameters: [now, limit],
    },
    answer: (rows) => (rows as readonly DueRow[]).map(dueWork),
  })
  return due
}

export function* nextDueAt(): Script<number | null> {
  const [at] = yield* ask({
    statement: { sql: 'select min(at) as at from due', parameters: [] },
    answer: (rows) => (rows as readonly { readonly at: number | null }[])[0]?.at ?? null,
  })
  return at
}

interface DueRow extends Row {
  readonly household_id: HouseholdId
  readonly key: string
  readonly at: number
  readonly command: string
}

function dueWork(row: DueRow): DueWork {
  return {
    householdId: row.household_id,
    key: row.key,
    at: row.at,
    command: parsed<DueCommand>(row.command, () => `due work ${row.key} of household ${row.household_id}`),
  }
}
