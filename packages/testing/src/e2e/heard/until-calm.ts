import { cpus } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'

/**
 * Waits until the machine has been half idle for a while, at most `patienceMs`. Returns how busy it is then, 0 to 1.
 * What a listening test measures is the product on a machine that also does other things, not one that is out of breath.
 */
export async function untilCalm(patienceMs = 45_000): Promise<number> {
  const until = Date.now() + patienceMs
  for (let calm = 0, busy = 1; ; ) {
    busy = await busyFor(250)
    calm = busy < 0.5 ? calm + 1 : 0
    if (calm >= 4 || Date.now() > until) return busy
  }
}

async function busyFor(ms: number): Promise<number> {
  const before = total()
  await wait(ms)
  const after = total()
  const passed = after.all - before.all
  return passed === 0 ? 1 : 1 - (after.idle - before.idle) / passed
}

function total(): { readonly idle: number; readonly all: number } {
  const times = cpus().map((cpu) => cpu.times)
  const idle = times.reduce((sum, time) => sum + time.idle, 0)
  return { idle, all: times.reduce((sum, { user, nice, sys, irq }) => sum + user + nice + sys + irq, idle) }
}
