import type { AnyKind, Kind } from '#domain'
import type { Loaded } from '../ports/store.ts'

/** What this worker's memory knows better than the store of one kind of state: laid over what was loaded. */
export interface Overlay {
  readonly kind: AnyKind
  over(state: unknown): unknown
}

export function overlay<Key, State>(kind: Kind<Key, State>, over: (state: State) => State): Overlay {
  return { kind, over: (state) => over(state as State) }
}

export function laidOver(loaded: Loaded, overlays: readonly Overlay[]): Loaded {
  const held = loaded.held.map((one) => {
    const found = overlays.find(({ kind }) => kind === one.kind)
    return found ? { ...one, state: found.over(one.state) } : one
  })
  return { ...loaded, held }
}
