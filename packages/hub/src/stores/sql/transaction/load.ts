import type { HouseholdId, Receipt } from '@baton/protocol'
import { type Held, type Kind, type Wanted, want } from '#domain'
import type { Loaded, Needs, StoredReceipt } from '#engine'
import { askDue } from '../household/due-work.ts'
import { askHousehold, type Household } from '../household/household-rows.ts'
import type { Words } from '../runtime/dialect.ts'
import { ask, parsed, type Question, type Row, type Script } from '../runtime/script.ts'
import { together } from '../runtime/together.ts'
import type { Rows, RowsOf } from './rows.ts'

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
export function* load(words: Words, rowsOf: RowsOf, householdId: HouseholdId, needs: Needs): Script<Picked> {
  const { wanted = [], receipt, due } = needs
  const [[household, stored, expected], ...found] = yield* together([
    ask(
      askHousehold(householdId, words),
      receipt ? askReceipt(receipt) : null,
      due !== undefined ? askDue(householdId, due) : null,
    ),
    ...wanted.map((one) => pickWanted(rowsOf, householdId, one)),
  ])
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
  picked: Picked,
  missing: readonly Wanted[],
): Script<Picked> {
  const more = yield* together(missing.map((one) => pickWanted(rowsOf, householdId, one)))
  const isReadAgain = (one: Held) => more.some(({ kind, id }) => kind === one.kind && id === one.id)
  const found = [...picked.found.filter((one) => !isReadAgain(one)), ...more]
  return { ...picked, found, loaded: { ...picked.loaded, held: found } }
}

/** One state of a kind, as it is read for whoever looks. */
export function* pick<Key, State>(
  rowsOf: RowsOf,
  householdId: HouseholdId,
  kind: Kind<Key, State>,
  key: Key,
  depth: 'head' | 'whole',
): Script<PickedState<State>> {
  return (yield* pickWanted(rowsOf, householdId, want(kind, key, depth))) as PickedState<State>
}

function* pickWanted(rowsOf: RowsOf, householdId: HouseholdId, wanted: Wanted): Script<PickedState> {
  const { kind, key, id, whole } = wanted
  const rows = rowsOf(kind)
  const { state, kept } = yield* rows.load(householdId, key, whole)
  return { kind, key, id, whole, state, rows, kept }
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
