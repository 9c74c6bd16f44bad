import type { HouseholdId } from '@baton/protocol'
import type { Committed, Decision, Loaded, Needs } from '#engine'
import type { Dialect } from '../runtime/dialect.ts'
import type { Script } from '../runtime/script.ts'
import { load, loadMore, type PickedState } from './load.ts'
import type { RowsOf } from './rows.ts'
import { save, type Written } from './save.ts'

export interface Transacted<T> {
  readonly committed: Committed<T>
  readonly found: readonly PickedState[]
  /** Null where nothing was written. */
  readonly written: Written | null
}

export function* transact<T>(
  dialect: Dialect,
  rowsOf: RowsOf,
  householdId: HouseholdId,
  needs: Needs,
  decide: (loaded: Loaded) => Decision<T>,
): Script<Transacted<T>> {
  let picked = yield* load(dialect, rowsOf, householdId, needs)
  let decision = decide(picked.loaded)
  while (decision.missing) {
    picked = yield* loadMore(rowsOf, householdId, picked, decision.missing)
    decision = decide(picked.loaded)
  }
  const { value, writes, commandId } = decision
  const written = writes ? yield* save(rowsOf, householdId, picked, writes, commandId ?? null) : null
  const seq = written?.seq ?? picked.household.seq
  return { committed: { value, seq, receipt: written?.receipt ?? null }, found: picked.found, written }
}

/** Tells the rows of each kind what is committed of theirs. */
export function keepCommitted({ found, written }: Pick<Transacted<unknown>, 'found' | 'written'>): void {
  const states = written?.states ?? []
  for (const { kind, id, rows, kept } of found) {
    const isWritten = states.some((state) => state.kind === kind && state.id === id)
    if (!isWritten) rows.committed?.(kept, false)
  }
  for (const { rows, kept } of states) rows.committed?.(kept, true)
}
