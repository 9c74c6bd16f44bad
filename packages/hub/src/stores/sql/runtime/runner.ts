import type { Script } from './script.ts'

/** Runs scripts on one of the two engines. */
export interface Runner {
  /**
   * One transaction, all or nothing, durable when the promise resolves. Those of one lane run one after the other, in
   * the order in which they were asked for. `script` makes a fresh script each time: it may be run again.
   */
  write<T>(lane: string, script: () => Script<T>): Promise<T>
  /** Reads what is committed. All statements see one instant. */
  read<T>(script: () => Script<T>): Promise<T>
  /** Waits for what was asked for, then closes what the runner opened. Afterwards everything is refused. */
  close(): Promise<void>
}

export interface StoreHooks {
  /** Called before each statement of a transaction, with its text: a test that throws here is a store that fails. */
  readonly beforeStatement?: (sql: string) => void
}

/** More than this many transactions waiting are too many: the next is refused with `hub.busy`. */
export const MAX_WAITING = 2000
