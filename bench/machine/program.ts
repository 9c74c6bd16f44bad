import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Clock ticks of the kernel's accounting: 100 a second on every Linux that Node runs on. */
const TICK_MS = 10
const KILL_AFTER_MS = 5_000

/** One process of a measurement: what it has cost so far, and its end. */
export interface Program extends AsyncDisposable {
  readonly pid: number
  readonly child: ChildProcess
  /** Ends it by its own pid and waits until it is gone. */
  end(): Promise<void>
}

/** Output goes nowhere, unless `output` is `pipe`. The process ends at the latest with this one. */
export function startProgram(
  command: string,
  args: readonly string[],
  { env = {}, output = 'ignore' }: { env?: NodeJS.ProcessEnv; output?: 'ignore' | 'pipe' } = {},
): Program {
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', '--', command, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', output, output === 'pipe' ? 'inherit' : 'ignore'],
  })
  return programOf(child)
}

export function programOf(child: ChildProcess): Program {
  const { pid } = child
  if (pid === undefined) throw new Error('The process could not be started.')
  const end = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGTERM')
    const insist = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS)
    await gone
    clearTimeout(insist)
  }
  return { pid, child, end, [Symbol.asyncDispose]: end }
}

/** User and system time of the process since it began. */
export function cpuMs(pid: number): number {
  const line = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The name in brackets may hold blanks: what follows the last bracket begins with the third field.
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS
}

export function rssBytes(pid: number): number {
  return memoryBytes(pid, /^VmRSS:\s+(\d+) kB/m)
}

/** The most that it ever had. */
export function highestRssBytes(pid: number): number {
  return memoryBytes(pid, /^VmHWM:\s+(\d+) kB/m)
}

function memoryBytes(pid: number, line: RegExp): number {
  return Number(line.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1_024
}

/** The only child of a process: the worker of an Nginx master. */
export function onlyChildOf(pid: number): number | null {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')
  return children.length === 1 && children[0] ? Number(children[0]) : null
}

export function isInstalled(program: string): boolean {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']
  return folders.some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
