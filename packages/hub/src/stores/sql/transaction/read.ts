import type { HouseholdId } from '@baton/protocol'
import type { Wanted } from '#domain'
import type { Loaded } from '#engine'
import { askHousehold } from '../household/household-rows.ts'
import { ask, type Script } from '../runtime/script.ts'
import { together } from '../runtime/together.ts'
import { type PickedState, pick } from './load.ts'
import type { RowsOf } from './rows.ts'

export interface ReadStates {
  readonly loaded: Omit<Loaded, 'due' | 'receipt'>
  readonly found: readonly PickedState[]
}

/** Has to run in one transaction, so that the numbers and the states belong together. */
export function* readStates(
  rowsOf: RowsOf,
  householdId: HouseholdId,
  wanted: readonly Wanted[],
): Script<ReadStates> {
  const [[household], found] = yield* together([
    ask(askHousehold(householdId, null)),
    together(
      wanted.map(({ kind, key, whole }) => pick(rowsOf, householdId, kind, key, whole ? 'whole' : 'head')),
    ),
  ])
  const { epoch, seq, lastInstant } = household
  return { loaded: { household: { epoch, seq, lastInstant }, held: found }, found }
}
