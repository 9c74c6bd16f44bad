import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { lacking, spawnOwned } from '../machine/child.ts'

const PROGRAM = fileURLToPath(new URL('../../../hub/src/main/bin.ts', import.meta.url))
const LISTENS_WITHIN_MS = 120_000
const LONGEST_OUTPUT = 200_000

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** One run of the hub's command line, from its start to its end. */
export interface HubRun {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  stdout(): string
  stderr(): string
  /** Where it listens; rejects with what it printed if it ends before. */
  listening(): Promise<string>
  /** Sends the signal and waits for the end. */
  end(signal?: NodeJS.Signals): Promise<Ended>
}

export interface HubRunOptions {
  readonly env?: Readonly<Record<string, string>>
  /** The user to run as, where the tests run as root. */
  readonly uid?: number
}

/** Starts the real program as `npm start` does. It ends with the test process, however that ends. */
export function runHub(args: readonly string[], { env = {}, uid }: HubRunOptions = {}): HubRun {
  const { PATH = '', HOME = '' } = process.env
  const options: SpawnOptions = {
    // Nothing of a test is told to the network that the machine stands in.
    env: { PATH, HOME, NODE_COMPILE_CACHE: codeCache(), BATON_MDNS: 'off', BATON_MQTT_PORT: 'off', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid !== undefined && { uid, gid: uid }),
  }
  const start = lacking('setpriv') ? spawn : spawnOwned
  const words = ['--disable-warning=ExperimentalWarning', PROGRAM, ...args]
  const child = start(process.execPath, words, options)
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      output[name] = (output[name] + text).slice(-LONGEST_OUTPUT)
    })
  }
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, ...output }))
  })
  return {
    child,
    ended,
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    listening: () => listening(child, output, ended),
    end(signal = 'SIGTERM') {
      child.kill(signal)
      return ended
    },
  }
}

async function listening(
  child: ChildProcess,
  output: { readonly stdout: string; readonly stderr: string },
  ended: Promise<Ended>,
): Promise<string> {
  const found = new Promise<string>((resolve) => {
    const look = () => {
      const [, address] = /listens on (\S+)\n/.exec(output.stdout) ?? []
      if (address) resolve(address)
    }
    child.stdout?.on('data', look)
    look()
  })
  const over = ended.then((end) => {
    throw new Error(`The hub ended with ${end.code ?? end.signal} before it listened: ${end.stderr}`)
  })
  const late = AbortSignal.timeout(LISTENS_WITHIN_MS)
  const tooLate = new Promise<never>((_, reject) => {
    late.addEventListener('abort', () =>
      reject(new Error(`The hub does not listen: ${output.stdout} ${output.stderr}`)),
    )
  })
  return Promise.race([found, over, tooLate])
}

let cacheFolder = process.env.NODE_COMPILE_CACHE ?? null

/** Where a hub finds its code compiled: by the whole run of tests, else by every start of this process but the first. */
export function codeCache(): string {
  if (cacheFolder === null) {
    const made = mkdtempSync(join(tmpdir(), 'baton-code-'))
    process.once('exit', () => rmSync(made, { recursive: true, force: true }))
    cacheFolder = made
  }
  return cacheFolder
}
