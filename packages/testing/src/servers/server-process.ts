// One server program of the machine, on a port of its own, which can be killed, stopped in its tracks and started again
// at the same place. It ends at the latest with the process that started it.
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { spawnOwned } from '../hosts/child.ts'
import { answers } from './ports.ts'

export interface ServerProcess extends AsyncDisposable {
  readonly port: number
  readonly pid: number
  readonly isRunning: boolean
  /** What it said last. */
  output(): string
  /** Ends it with this signal and waits for the end. */
  end(signal?: NodeJS.Signals): Promise<void>
  /** Starts it again, at the same port and on the same data. */
  start(): Promise<void>
  /** It stands still: connections stay open and nothing is answered. */
  freeze(): void
  thaw(): void
}

export interface ServerCommand {
  readonly command: string
  readonly args: readonly string[]
  readonly port: number
  /** Where to knock; the machine itself by default. */
  readonly host?: string
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  readonly spawn?: typeof spawnOwned
  /** Called once it is gone for good. */
  readonly tidy?: () => Promise<void>
}

const LONGEST_OUTPUT = 50_000

export async function startServer(settings: ServerCommand): Promise<ServerProcess> {
  const { command, args, port, host = '127.0.0.1', cwd, env, spawn = spawnOwned, tidy } = settings
  let child: ChildProcess | null = null
  let said = ''

  const isRunning = () => child !== null && child.exitCode === null && child.signalCode === null
  const start = async () => {
    if (isRunning()) return
    const started = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(cwd !== undefined && { cwd }),
      ...(env && { env: { ...process.env, ...env } }),
    })
    child = started
    for (const stream of [started.stdout, started.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        said = (said + text).slice(-LONGEST_OUTPUT)
      })
    }
    try {
      await answers(port, () => (isRunning() ? null : `${command} ended:\n${said}`), { host })
    } catch (error) {
      await end('SIGKILL')
      throw error
    }
  }
  const end = async (signal: NodeJS.Signals = 'SIGTERM') => {
    if (child === null || !isRunning()) return
    const exit = once(child, 'exit')
    child.kill(signal)
    // One that stands still hears of nothing but its end.
    if (signal !== 'SIGKILL') child.kill('SIGCONT')
    await exit
  }
  const endForGood = async () => {
    await end('SIGKILL')
    await tidy?.()
  }
  await start().catch(async (error: unknown) => {
    await endForGood()
    throw error
  })
  return {
    port,
    get pid() {
      return child?.pid ?? 0
    },
    get isRunning() {
      return isRunning()
    },
    output: () => said,
    end,
    start,
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    [Symbol.asyncDispose]: endForGood,
  }
}
