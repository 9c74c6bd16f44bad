import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'

const TICK_MS = 10

/** Begins to look; the answer is which share of the machine others took since, in percent. */
export function watchOthers(): () => number {
  const busyBefore = busyMs()
  const oursBefore = oursMs()
  const began = performance.now()
  return () => {
    const others = busyMs() - busyBefore - (oursMs() - oursBefore)
    const whole = (performance.now() - began) * availableParallelism()
    return Math.max(0, (100 * others) / whole)
  }
}

/** All processors, all processes: everything but idle and waiting for disks. */
function busyMs(): number {
  const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n', 1)
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = line
    .split(/\s+/)
    .slice(1)
    .map(Number)
  return (user + nice + system + irq + softirq + steal) * TICK_MS
}

/** This process and those that it started and saw the end of. */
function oursMs(): number {
  const line = readFileSync('/proc/self/stat', 'utf8')
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ')
  return [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0) * TICK_MS
}
