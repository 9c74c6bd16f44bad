import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import type { Chance, Clock } from '@baton/hub/engine'

/** The machine's own time, which can be moved on: whatever is due then is found within a second. */
export function movableClock(): Clock & { pass(ms: number): void; step(byMs: number): void } {
  let passed = 0
  let stepped = 0
  return {
    wallMs: () => Date.now() + passed + stepped,
    monotonicMs: () => performance.now() + passed,
    after(delayMs, task) {
      const timer = setTimeout(task, delayMs).unref()
      return () => clearTimeout(timer)
    },
    step: (byMs) => {
      stepped += byMs
    },
    pass: (ms) => {
      passed += ms
    },
  }
}

/** Ids, seeds and secrets as a hub has them. */
export const realChance: Chance = {
  uuid: () => randomUUID(),
  seed: () => randomInt(2 ** 32),
  bytes: (length) => randomBytes(length),
}
