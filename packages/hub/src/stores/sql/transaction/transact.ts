import type { HouseholdId } from '@baton/protocol'
import type { Committed, Store } from '#engine'
import type { PlaylistRows } from '../playlist/playlist-rows.ts'
import type { Words } from '../runtime/dialect.ts'
import type { Script } from '../runtime/script.ts'
import type { QueueRows } from '../session/queue-rows.ts'
import type { SessionHead } from '../session/session-rows.ts'
import { load } from './load.ts'
import type { KeptRows } from './rows-cache.ts'
import { save } from './save.ts'

type Needs = Parameters<Store['transact']>[1]
type Decide<T> = Parameters<Store['transact']>[2] extends (loaded: infer L) => infer D
  ? (loaded: L) => D & { readonly value: T }
  : never

export interface Transacted<T> {
  readonly committed: Committed<T>
  /** What may be kept at hand, once this is committed. */
  readonly queue: { readonly head: SessionHead; readonly rows: QueueRows } | null
  readonly playlist: PlaylistRows | null
}

export function* transact<T>(
  words: Words,
  kept: KeptRows,
  householdId: HouseholdId,
  needs: Needs,
  decide: Decide<T>,
): Script<Transacted<T>> {
  const picked = yield* load(words, kept, householdId, needs)
  const { value, writes, commandId } = decide(picked.loaded)
  const saved = writes ? yield* save(words, householdId, picked, writes, commandId ?? null) : null
  const head = saved?.head ?? picked.head
  const rows = saved?.rows ?? picked.rows
  return {
    committed: { value, seq: saved?.seq ?? picked.household.seq, receipt: saved?.receipt ?? null },
    queue: head && rows && { head, rows },
    playlist: saved?.playlist ?? null,
  }
}
