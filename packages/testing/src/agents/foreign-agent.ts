import { fileURLToPath } from 'node:url'
import { end, spawnOwned } from '../machine/child.ts'
import { until } from '../worlds/hub-process-world.ts'

const PROGRAM = fileURLToPath(new URL('foreign_agent.py', import.meta.url))
/** A busy machine starts Python slowly. */
const WITHIN_MS = 60_000
const PYTHON = '/usr/bin/python3'

/** What it said: what it was asked, what it posted. */
export interface Said {
  readonly call?: string
  readonly body?: Readonly<Record<string, unknown>>
  readonly host?: string
  readonly posted?: string
  readonly failed?: string
  readonly data?: Readonly<Record<string, unknown>>
  readonly forgot?: string
  readonly flooded?: number
  /** The place in seconds that a report has told, since it was told where to be. */
  readonly told?: number
  readonly seconds?: number
  readonly mpv?: 'runs' | 'gone'
  readonly port?: number
}

/** An agent that somebody else wrote after the reference, in another language. See foreign_agent.py for its words. */
export interface ForeignAgent extends AsyncDisposable {
  readonly baseUrl: string
  readonly port: number
  readonly pid: number
  readonly said: readonly Said[]
  /** How it was asked so far. */
  calls(path: string): readonly Said[]
  tell(what: Readonly<Record<string, unknown>>): void
  /** Waits until it has been asked this so often. */
  called(path: string, times?: number): Promise<Said>
  end(): Promise<void>
}

export async function startForeignAgent(args: readonly string[] = []): Promise<ForeignAgent> {
  const child = spawnOwned(PYTHON, ['-u', PROGRAM, ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
  const said: Said[] = []
  let rest = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    said.push(...lines.map((line) => JSON.parse(line) as Said))
  })
  const port = await until('the foreign agent listens', async () => said[0]?.port, WITHIN_MS)
  const calls = (path: string) => said.filter(({ call }) => call === path)
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    port,
    pid: child.pid ?? 0,
    said,
    calls,
    tell: (what) => void child.stdin?.write(`${JSON.stringify(what)}\n`),
    called: (path, times = 1) =>
      until(`the agent was asked ${path} (${times})`, async () => calls(path)[times - 1], WITHIN_MS),
    end: () => end(child),
    [Symbol.asyncDispose]: () => end(child),
  }
}
