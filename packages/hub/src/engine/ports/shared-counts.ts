/** What happened how often within a window of time, counted for all workers together. */
export interface SharedCounts {
  /** Counts one more. Null: it cannot be counted together now, and the worker counts by itself. */
  increment(key: string, windowMs: number): Promise<Count | null>
}

export interface Count {
  readonly count: number
  /** When the window ends. */
  readonly endsInMs: number
}
