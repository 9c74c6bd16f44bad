import type { HouseholdId, Receipt } from '@baton/protocol'
import { type Held, type Kind, type Wanted, want } from '#domain'
import type { Loaded, Needs, StoredReceipt } from '#engine'
import { askDue } from '../household/due-work.ts'
import { askHousehold, type Household } from '../household/household-rows.ts'
import type { Dialect } from '../runtime/dialect.ts'
import { ask, parsed, type Question, type Row, type Script } from '../runtime/script.ts'
import { together } from '../runtime/together.ts'
import type { Found, Rows, RowsOf } from './rows.ts'

/** What was loaded, as the decision sees it and as saving needs it. */
export interface Picked {
  readonly loaded: Loaded
  readonly household: Household
  readonly found: readonly PickedState[]
}

export interface PickedState<State = unknown> extends Held {
  readonly state: State
  readonly rows: Rows
  readonly kept: unknown
}

/** Takes the household's lock first; everything is read after it, and so belongs to one instant. */
export function* load(
  dialect: Dialect,
  rowsOf: RowsOf,
  householdId: HouseholdId,
  needs: Needs,
): Script<Picked> {
  const { wanted = [], receipt, due } = needs
  const [[household, stored, expected], ...states] = yield* together([
    ask(
      askHousehold(householdId, dialect),
      receipt ? askReceipt(receipt) : null,
      due !== undefined ? askDue(householdId, due) : null,
    ),
    ...wanted.map((one) => rowsOf(one.kind).load(householdId, one.key, one.whole)),
  ])
  const found = wanted.map((one, index) => picked(rowsOf, one, states[index] as Found<unknown, unknown>))
  const { epoch, seq, lastInstant } = household
  return {
    household,
    found,
    loaded: { household: { epoch, seq, lastInstant }, held: found, due: expected, receipt: stored },
  }
}

/** More of the same instant: the lock is held. What was read before, but not as a whole, is read again. */
export function* loadMore(
  rowsOf: RowsOf,
  householdId: HouseholdId,
  former: Picked,
  missing: readonly Wanted[],
): Script<Picked> {
  const states = yield* together(missing.map((one) => rowsOf(one.kind).load(householdId, one.key, one.whole)))
  const more = missing.map((one, index) => picked(rowsOf, one, states[index] as Found<unknown, unknown>))
  const isReadAgain = (one: Held) => more.some(({ kind, id }) => kind === one.kind && id === one.id)
  const found = [...former.found.filter((one) => !isReadAgain(one)), ...more]
  return { ...former, found, loaded: { ...former.loaded, held: found } }
}

/** One state of a kind, as it is read for whoever looks. */
export function* pick<Key, State>(
  rowsOf: RowsOf,
  householdId: HouseholdId,
  kind: Kind<Key, State>,
  key: Key,
  depth: 'head' | 'whole',
): Script<PickedState<State>> {
  const found = yield* rowsOf(kind).load(householdId, key, depth === 'whole')
  return picked(rowsOf, want(kind, key, depth), found) as PickedState<State>
}

function picked(
  rowsOf: RowsOf,
  { kind, key, id, whole }: Wanted,
  { state, kept }: Found<unknown, unknown>,
): PickedState {
  return { kind, key, id, whole, state, rows: rowsOf(kind), kept }
}

function askReceipt({ principal, commandId }: NonNullable<Needs['receipt']>): Question<StoredReceipt | null> {
  return {
    statement: {
      sql: 'select body_hash, receipt, at from receipt where principal = ? and command_id = ?',
      parameters: [principal, commandId],
    },
    answer: (rows) => {
      const row = (rows as readonly ReceiptRow[])[0]
      if (!row) return null
      return {
        bodyHash: row.body_hash,
        receipt: parsed<Receipt>(row.receipt, () => `the receipt of command ${commandId}`),
        at: row.at,
      }
    },
  }
}

interface ReceiptRow extends Row {
  readonly body_hash: string
  readonly receipt: string
  readonly at: number
}
