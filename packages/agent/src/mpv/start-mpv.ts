import { type ChildProcess, spawn } from 'node:child_process'
import type { Duplex } from 'node:stream'
import { MPV_OPTIONS, WIRE } from './mpv-options.ts'

export interface MpvProgram {
  /** Where mpv is; a name is looked for on the path. */
  readonly command: string
  /** Where the dead man's script lies (`DEAD_MAN_SCRIPT`), in a file that ends in `.lua`. */
  readonly deadMan: string
  /** Further options, such as the sound card. */
  readonly options?: readonly string[]
  readonly env?: NodeJS.ProcessEnv
}

export interface RunningMpv {
  readonly pid: number | undefined
  /** What it is told and says. It ends when this is closed, also when the agent is killed: the kernel closes it. */
  readonly wire: Duplex
  kill(): void
  onExit(call: (why: string) => void): void
}

export function startMpv({ command, deadMan, options = [], env = process.env }: MpvProgram): RunningMpv {
  const child: ChildProcess = spawn(command, [...MPV_OPTIONS, `--script=${deadMan}`, ...options], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    env,
  })
  let gone: string | null = null
  const calls: ((why: string) => void)[] = []
  const leave = (why: string) => {
    if (gone !== null) return
    gone = why
    for (const call of calls) call(why)
  }
  child.once('error', (error: NodeJS.ErrnoException) => leave(`it cannot be started (${error.code})`))
  child.once('exit', (code, signal) => leave(`it ended with ${code ?? signal}`))
  return {
    pid: child.pid,
    wire: child.stdio[WIRE] as Duplex,
    kill: () => void child.kill('SIGKILL'),
    onExit: (call) => {
      if (gone === null) calls.push(call)
      else call(gone)
    },
  }
}
