// What the crowd saw since the last look: how long things took, and what failed.
import { isFailure } from '@baton/client'

export interface Window {
  readonly commandsMs: readonly number[]
  readonly fanOutMs: readonly number[]
}

export interface Tally {
  /** Counts the deed, and its failure by its code; never fails. */
  action(name: string, work: () => Promise<unknown>): Promise<void>
  command(ms: number): void
  fanOut(ms: number): void
  /** What came since the last call. */
  window(): Window
  /** Of each deed how often, and how often it failed with what. */
  sums(): ReadonlyMap<string, Sum>
}

export interface Sum {
  done: number
  failed: number
  readonly codes: Map<string, number>
}

export function tally(): Tally {
  const sums = new Map<string, Sum>()
  let commandsMs: number[] = []
  let fanOutMs: number[] = []
  const sumOf = (name: string): Sum => {
    const present = sums.get(name) ?? { done: 0, failed: 0, codes: new Map() }
    sums.set(name, present)
    return present
  }
  return {
    async action(name, work) {
      const sum = sumOf(name)
      try {
        await work()
        sum.done++
      } catch (error) {
        sum.failed++
        const code = isFailure(error) ? error.code : String(error).slice(0, 80)
        sum.codes.set(code, (sum.codes.get(code) ?? 0) + 1)
      }
    },
    command: (ms) => void commandsMs.push(ms),
    fanOut: (ms) => void fanOutMs.push(ms),
    window() {
      const seen = { commandsMs, fanOutMs }
      commandsMs = []
      fanOutMs = []
      return seen
    },
    sums: () => sums,
  }
}
