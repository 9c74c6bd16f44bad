import type { HouseholdId } from '@baton/protocol'
import type { AnyKind, Kind } from '#domain'
import type { Dialect } from '../runtime/dialect.ts'
import type { Script, Statement } from '../runtime/script.ts'

/**
 * How one kind of state is kept: its tables are nobody else's business. Made once per store, so that rows which are worth
 * keeping at hand live in here. `Kept` is what saving needs to know of what was loaded. Its functions are methods, so
 * that the rows of different kinds fit one list.
 */
export interface Rows<Key = unknown, State = unknown, Kept = unknown> {
  readonly kind: Kind<Key, State>
  load(householdId: HouseholdId, key: Key, whole: boolean): Script<Found<State, Kept>>
  /** Missing: what is only read. */
  save?(
    householdId: HouseholdId,
    change: KeptChange<Key, State>,
    former: Kept | null,
    moment: Moment,
  ): Saved<Kept>
  /** Called once what was loaded, or with `written` saved, is committed: only then may it be kept at hand. */
  committed?(kept: Kept, written: boolean): void
}

/** Of a commit. */
export interface Moment {
  /** By the clock of the machine, which may be set: for what people read. */
  readonly machineAt: number
  /** The last number of the log with it. */
  readonly seq: number
}

export interface Found<State, Kept> {
  readonly state: State
  readonly kept: Kept
}

/** See `Change`: this is one of a known kind. */
export interface KeptChange<Key, State> {
  readonly key: Key
  readonly before: State
  readonly after: State
}

export interface Saved<Kept> {
  readonly statements: readonly Statement[]
  /** What is to be kept in mind of it now. */
  readonly kept: Kept
}

export type MakeRows = (dialect: Dialect) => Rows

/** The rows of a kind. */
export type RowsOf = <Key, State>(kind: Kind<Key, State>) => Rows<Key, State>

export function rowsByKind(all: readonly Rows[]): RowsOf {
  const byKind = new Map<AnyKind, Rows>(all.map((rows) => [rows.kind, rows]))
  return <Key, State>(kind: Kind<Key, State>) => {
    const rows = byKind.get(kind)
    if (!rows) throw new Error(`This store keeps no ${kind.name}`)
    return rows as Rows<Key, State>
  }
}
