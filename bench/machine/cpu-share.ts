import { cpuMs } from './program.ts'

/** How much of one core each process took meanwhile, in percent. */
export async function cpuShares<T>(
  pids: readonly number[],
  work: () => Promise<T>,
): Promise<{ readonly value: T; readonly percent: readonly number[] }> {
  const before = pids.map(cpuMs)
  const started = performance.now()
  const value = await work()
  const tookMs = performance.now() - started
  const percent = pids.map((pid, index) => (100 * (cpuMs(pid) - (before[index] ?? 0))) / tookMs)
  return { value, percent }
}
