import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Hub } from '@baton/client'
import { spawnOwned } from '../machine/child.ts'
import { type ServerProcess, startServer } from '../machine/server-process.ts'
import { until } from './hub-process-world.ts'

const PROGRAM = fileURLToPath(new URL('../../../agent/src/bin.ts', import.meta.url))
const CODE = /and type {2}(\S+)/
const LISTENS = /It listens at (\S+)/
const READY = /This loudspeaker is ready/

/** The agent as people start it. It keeps its folder when it is ended and started again. */
export interface AgentProcess extends ServerProcess {
  readonly name: string
  readonly state: string
  /** The mpv that it runs now. */
  mpv(): Promise<number>
  ready(): Promise<void>
  /** Waits until it ends by itself, and gives its exit code. */
  ended(): Promise<number>
}

export interface AgentOptions {
  readonly name: string
  readonly baseUrl: string
  readonly folder: string
  /** Where it finds its sound card. */
  readonly env?: Readonly<Record<string, string>>
  readonly args?: readonly string[]
  /** The command line that runs a program where it is to run; missing: on this machine. */
  readonly on?: readonly string[]
}

export async function startAgent({ baseUrl, ...options }: AgentOptions): Promise<AgentProcess> {
  const { name } = options
  const ready = new RegExp(`${CODE.source}|${READY.source}`)
  const running = await startProgram({ ...options, hub: baseUrl, ready })
  return Object.assign(running, {
    name,
    ended: () => until(`${name} has ended`, async () => running.exitCode),
    mpv: () => until(`mpv of ${name} runs`, async () => mpvOf(running.pid)),
    ready: async () => {
      await until(`${name} is ready`, async () => READY.test(running.output()))
    },
  })
}

export interface ListeningAgent extends ServerProcess {
  /** Where the hub finds it. */
  readonly baseUrl: string
  readonly state: string
}

/** The agent as people start it that is to be called by its hub; at a free port by default. */
export async function startListeningAgent({
  name,
  hub,
  folder,
  at = '127.0.0.1:0',
  args = [],
}: {
  readonly name: string
  readonly hub: string
  readonly folder: string
  readonly at?: string
  readonly args?: readonly string[]
}): Promise<ListeningAgent> {
  const running = await startProgram({ name, hub, folder, args: ['--listen', at, ...args], ready: LISTENS })
  return Object.assign(running, { baseUrl: LISTENS.exec(running.output())?.[1] ?? '' })
}

interface ProgramOptions extends Omit<AgentOptions, 'baseUrl'> {
  readonly hub: string
  /** What it says once it has begun. */
  readonly ready: RegExp
}

async function startProgram({
  name,
  hub,
  folder,
  env = {},
  args = [],
  on = [],
  ready,
}: ProgramOptions): Promise<ServerProcess & { readonly state: string }> {
  const { PATH = '', HOME = '' } = process.env
  const state = join(folder, `agent-${name}`)
  const [command = process.execPath, ...first] = [...on, process.execPath]
  const running = await startServer({
    command,
    args: [
      ...first,
      ...['--disable-warning=ExperimentalWarning', PROGRAM, '--hub', hub, '--name', name],
      ...['--state', state, ...args],
    ],
    port: 0,
    ready,
    env: { PATH, HOME, ...env },
  })
  return Object.assign(running, { state })
}

/** One that is expected to end by itself: its exit code, and what it said on its way. */
export async function agentThatEnds(args: readonly string[]): Promise<{ code: number | null; said: string }> {
  const child = spawnOwned(process.execPath, ['--disable-warning=ExperimentalWarning', PROGRAM, ...args])
  const said: string[] = []
  child.stderr?.setEncoding('utf8').on('data', (text: string) => said.push(text))
  const [code] = await once(child, 'close')
  return { code, said: said.join('') }
}

/** Lets it in, as somebody would who reads its terminal. */
export async function letIn(agent: AgentProcess, owner: Hub): Promise<void> {
  await owner.account.decideLink(codeOf(agent), 'approve')
  await agent.ready()
}

export function codeOf(agent: Pick<ServerProcess, 'output'>): string {
  return CODE.exec(agent.output())?.[1] ?? ''
}

function mpvOf(pid: number): number | null {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean)
    return (
      children.map(Number).find((child) => readFileSync(`/proc/${child}/comm`, 'utf8').startsWith('mpv')) ??
      null
    )
  } catch {
    return null
  }
}
