import type { HouseholdId, UserId } from '@baton/protocol'
import { type Incoming, type IncomingShelf, type Kind, maySeeIncoming } from '#domain'
import { ask, parsed, type Row, type Script, type Statement } from '../runtime/script.ts'
import type { Rows } from '../transaction/rows.ts'

/** How one way into the library is kept: each has a table of its own, with the same columns. */
export interface IncomingKept<Id extends string, One extends Incoming> {
  readonly table: 'upload' | 'download'
  readonly kind: Kind<Id, One | null>
  readonly shelf: Kind<null, IncomingShelf<Id, One>>
  isOpen(one: One): boolean
}

export function incomingRows<Id extends string, One extends Incoming>(
  kept: IncomingKept<Id, One>,
): Rows<Id, One | null, null> {
  const { table, kind } = kept
  return {
    kind,
    *load(householdId, id) {
      const [state] = yield* ask({
        statement: {
          sql: `select state from ${table} where id = ? and household_id = ?`,
          parameters: [id, householdId],
        },
        answer: ([row]) => (row ? oneOf(kept, row as StateRow) : null),
      })
      return { state, kept: null }
    },
    save(householdId, { key, before, after }) {
      return { statements: [statement(kept, householdId, key, before, after)], kept: null }
    },
  }
}

export function incomingShelfRows<Id extends string, One extends Incoming>(
  kept: IncomingKept<Id, One>,
): Rows<null, IncomingShelf<Id, One>, null> {
  const { table, shelf } = kept
  return {
    kind: shelf,
    *load(householdId) {
      const [open, over] = yield* ask(
        {
          statement: {
            sql: `select state from ${table} where household_id = ? and is_open = 1 order by expires_at, id`,
            parameters: [householdId],
          },
          answer: (rows) => (rows as readonly StateRow[]).map((row) => oneOf(kept, row)),
        },
        {
          statement: {
            sql: `select count(*) as count, (select id from ${table} where household_id = ? and is_open = 0
                order by expires_at, id limit 1) as oldest
              from ${table} where household_id = ?`,
            parameters: [householdId, householdId],
          },
          answer: ([row]) => row as ShelfRow<Id> | undefined,
        },
      )
      const state = { count: Number(over?.count ?? 0), open, oldestOver: over?.oldest ?? null }
      return { state, kept: null }
    },
  }
}

/** What is shown of all that this user may see, in no order. */
export function* incomingSeenBy<Id extends string, One extends Incoming>(
  kept: IncomingKept<Id, One>,
  { householdId, userId }: { readonly householdId: HouseholdId; readonly userId: UserId },
): Script<readonly One['view'][]> {
  const [all] = yield* ask({
    statement: { sql: `select state from ${kept.table} where household_id = ?`, parameters: [householdId] },
    answer: (rows) => (rows as readonly StateRow[]).map((row) => oneOf(kept, row).view),
  })
  return all.filter((view) => maySeeIncoming(view, userId))
}

interface ShelfRow<Id> extends Row {
  readonly count: number | string
  readonly oldest: Id | null
}

interface StateRow extends Row {
  readonly state: string
}

function oneOf<Id extends string, One extends Incoming>(
  { table }: IncomingKept<Id, One>,
  { state }: StateRow,
): One {
  return parsed<One>(state, () => `the ${table}`)
}

/** Takes the place of the row with the revision that was loaded, or fails. */
function statement<Id extends string, One extends Incoming>(
  { table, isOpen }: IncomingKept<Id, One>,
  householdId: HouseholdId,
  id: Id,
  before: One | null,
  after: One | null,
): Statement {
  const must = { change: 1, otherwise: () => new Error(`The ${table} ${id} was changed by somebody else`) }
  if (after === null) {
    return {
      sql: `delete from ${table} where id = ? and household_id = ?`,
      parameters: [id, householdId],
      must,
    }
  }
  const { ownerId, isPrivate, expiresAt, revision } = after.view
  const open = isOpen(after) ? 1 : 0
  const state = JSON.stringify(after)
  if (before === null) {
    return {
      sql: `insert into ${table} (id, household_id, owner_id, is_private, is_open, expires_at, revision, state)
        values (?, ?, ?, ?, ?, ?, ?, ?)`,
      parameters: [id, householdId, ownerId, isPrivate ? 1 : 0, open, expiresAt, revision, state],
      must,
    }
  }
  return {
    sql: `update ${table} set is_open = ?, expires_at = ?, revision = ?, state = ?
      where id = ? and household_id = ? and revision = ?`,
    parameters: [open, expiresAt, revision, state, id, householdId, before.view.revision],
    must,
  }
}
