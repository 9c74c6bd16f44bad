import type { Sound, Store } from '@baton/client'

/** A sound engine in a program of its own, which may die and is started again. */
export interface Player extends Sound, AsyncDisposable {
  /** Whether it could sound now: false while the program cannot be started or finds no sound card. */
  readonly able: Store<boolean>
  /** The process that sounds now, where there is one. */
  readonly pid: number | undefined
  /** Of what is loaded; null where that is not known yet. */
  durationMs(): number | null
}
