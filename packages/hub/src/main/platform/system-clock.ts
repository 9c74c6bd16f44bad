import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import type { Chance, Clock } from '#engine'

/** The machine's own time. Timers keep no process alive: the listening doors do. */
export function machineClock(): Clock {
  return {
    wallMs: () => Date.now(),
    monotonicMs: () => performance.now(),
    after(delayMs, task) {
      const timer = setTimeout(task, delayMs).unref()
      return () => clearTimeout(timer)
    },
  }
}

export function machineChance(): Chance {
  return {
    uuid: () => randomUUID(),
    seed: () => randomInt(2 ** 32),
    bytes: (length) => randomBytes(length),
  }
}
