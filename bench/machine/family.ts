import { readFileSync } from 'node:fs'
import { cpuMs } from './program.ts'

/** User and system time of a process and of all that it started and that still run; of one that ended, none. */
export function familyCpuMs(pid: number): number {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean)
    return children.map(Number).reduce((sum, child) => sum + familyCpuMs(child), cpuMs(pid))
  } catch {
    return 0
  }
}
