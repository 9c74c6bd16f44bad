// One server program of the machine, on a port of its own, which can be killed, stopped in its tracks and started again
// at the same place. It ends at the latest with the process that started it.
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { spawnOwned } from './child.ts'

export interface ServerProcess extends AsyncDisposable {
  readonly port: number
  readonly pid: number
  readonly isRunning: boolean
  /** How it ended, where it ended by itself. */
  readonly exitCode: number | null
  /** What it said since its last start. */
  output(): string
  /** Ends it with this signal and waits for the end. */
  end(signal?: NodeJS.Signals): Promise<void>
  /** Starts it again, at the same port and on the same data. */
  start(): Promise<void>
  /** It and its children stand still: connections stay open and nothing is answered. */
  freeze(): void
  thaw(): void
  /** To the process that was started, such as the SIGHUP that makes Nginx read its configuration again. */
  signal(signal: NodeJS.Signals): void
}

export interface ServerCommand {
  readonly command: string
  readonly args: readonly string[]
  readonly port: number
  /** What it says once it takes requests. */
  readonly ready: RegExp
  readonly cwd?: string
  /** Instead of this process's own. */
  readonly env?: Readonly<Record<string, string>>
  readonly spawn?: typeof spawnOwned
  /** Called once it is gone for good. */
  readonly tidy?: () => Promise<void>
}

const LONGEST_OUTPUT = 200_000
const READY_WITHIN_MS = 120_000

export async function startServer(settings: ServerCommand): Promise<ServerProcess> {
  const { command, args, port, ready, cwd, env, spawn = spawnOwned, tidy } = settings
  let child: ChildProcess | null = null
  let said = ''

  const isRunning = () => child !== null && child.exitCode === null && child.signalCode === null
  const start = async () => {
    if (isRunning()) return
    said = ''
    const started = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(cwd !== undefined && { cwd }),
      ...(env && { env }),
    })
    child = started
    for (const stream of [started.stdout, started.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        said = (said + text).slice(-LONGEST_OUTPUT)
      })
    }
    const deadline = performance.now() + READY_WITHIN_MS
    while (!ready.test(said)) {
      if (!isRunning()) throw new Error(`${command} ended before it was ready:\n${said}`)
      if (performance.now() > deadline) {
        await end('SIGKILL')
        throw new Error(`${command} is not ready:\n${said}`)
      }
      await sleep(10)
    }
  }
  const end = async (signal: NodeJS.Signals = 'SIGTERM') => {
    const ending = child
    if (ending?.pid === undefined || !isRunning()) return
    const exit = once(ending, 'exit')
    // One that stands still hears of nothing but its end.
    if (signal !== 'SIGKILL') signalFamily(ending.pid, 'SIGCONT')
    // Nginx that is killed would leave its workers behind, and these the port taken.
    if (signal === 'SIGKILL') signalFamily(ending.pid, signal)
    else ending.kill(signal)
    await exit
    // A child of it that lives a little longer holds its ends of the pipes open.
    ending.stdout?.destroy()
    ending.stderr?.destroy()
  }
  const endForGood = async () => {
    await end('SIGKILL')
    await tidy?.()
  }
  await start().catch(async (error: unknown) => {
    await endForGood()
    throw error
  })
  const family = (signal: NodeJS.Signals) => {
    if (isRunning() && child?.pid !== undefined) signalFamily(child.pid, signal)
  }
  return {
    port,
    get pid() {
      return child?.pid ?? 0
    },
    get isRunning() {
      return isRunning()
    },
    get exitCode() {
      return child?.exitCode ?? null
    },
    output: () => said,
    end,
    start,
    freeze: () => family('SIGSTOP'),
    thaw: () => family('SIGCONT'),
    signal: (signal) => void child?.kill(signal),
    [Symbol.asyncDispose]: endForGood,
  }
}

function signalFamily(pid: number, signal: NodeJS.Signals): void {
  for (const member of [pid, ...childrenOf(pid)]) {
    try {
      process.kill(member, signal)
    } catch {
      // It ended meanwhile.
    }
  }
}

function childrenOf(pid: number): readonly number[] {
  try {
    const own = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
      .split(' ')
      .filter(Boolean)
      .map(Number)
    return own.flatMap((child) => [child, ...childrenOf(child)])
  } catch {
    return []
  }
}
