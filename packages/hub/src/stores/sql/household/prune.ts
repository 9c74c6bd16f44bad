import type { HouseholdId } from '@baton/protocol'
import type { Dialect } from '../runtime/dialect.ts'
import { ask, type Question, type Row, type Script, tell } from '../runtime/script.ts'
import { askHousehold } from './household-rows.ts'

/** So few at once that a command never waits long for pruning. */
export const PRUNE_STEP = 1000

export function* allHouseholds(): Script<readonly HouseholdId[]> {
  const [ids] = yield* ask({
    statement: { sql: 'select id from household order by id', parameters: [] },
    answer: (rows) => (rows as readonly (Row & { readonly id: HouseholdId })[]).map((row) => row.id),
  })
  return ids
}

/** Forgets the oldest receipts, at most one step of them, and says how many that were. */
export function* pruneReceipts(before: number): Script<number> {
  const [pruned] = yield* tell([
    {
      sql: `delete from receipt where (principal, command_id) in
        (select principal, command_id from receipt where at < ? order by at limit ${PRUNE_STEP})`,
      parameters: [before],
    },
  ])
  return pruned ?? 0
}

/**
 * Forgets the oldest events of one household, at most one step of them: those older than `before`, and those with
 * `keep` or more after them. The floor rises with them, in the same transaction.
 */
export function* pruneEvents(
  dialect: Dialect,
  householdId: HouseholdId,
  before: number,
  keep: number,
): Script<number> {
  const [{ seq, floor }] = yield* ask(askHousehold(householdId, dialect))
  const highest = Math.min(seq, floor + PRUNE_STEP)
  const [firstYoung] = yield* ask(firstSince(householdId, floor, highest, before))
  const newFloor = Math.min(highest, Math.max(floor, (firstYoung ?? highest + 1) - 1, seq - keep))
  if (newFloor === floor) return 0
  const [, pruned] = yield* tell([
    { sql: 'update household set floor = ? where id = ?', parameters: [newFloor, householdId] },
    { sql: 'delete from event where household_id = ? and seq <= ?', parameters: [householdId, newFloor] },
  ])
  return pruned ?? 0
}

/** Instants of a log never run backwards, so everything before the first young event is old. */
function firstSince(
  householdId: HouseholdId,
  after: number,
  upTo: number,
  since: number,
): Question<number | null> {
  return {
    statement: {
      sql: `select seq from event where household_id = ? and seq > ? and seq <= ? and at >= ? order by seq limit 1`,
      parameters: [householdId, after, upTo, since],
    },
    answer: (rows) => (rows as readonly { readonly seq: number }[])[0]?.seq ?? null,
  }
}
