import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Folder, makeFolder } from '../machine/folder.ts'
import { startProgram } from '../machine/program.ts'
import { answers, freePort } from './ports.ts'
import { trackPath, writeTrack } from './track.ts'

/** The one that measures. */
export const THIS_CHECKOUT = fileURLToPath(new URL('../..', import.meta.url))
export const OWNER = { username: 'ann', password: 'a pass phrase for measuring' }
const SCANNED_WITHIN_MS = 90_000

/** What measuring asks of a hub, wherever it runs. */
export interface HubFace {
  readonly baseUrl: string
  /** A token of a person; each call is a sign-in of its own. Number 0 is the owner. */
  signIn(person: number): Promise<string>
  addPeople(count: number, role?: 'member' | 'owner'): Promise<void>
  request(method: string, path: string, token: string, body?: object): Promise<Record<string, unknown>>
}

/** A whole hub as people start it, on a folder of its own, with one long track. */
export interface Hub extends HubFace, AsyncDisposable {
  readonly port: number
  readonly pid: number
  readonly trackFile: string
}

/** Of this checkout, or of another one that is compared with it; `options` are further words of its command line. */
export async function startHub(checkout = THIS_CHECKOUT, options: readonly string[] = []): Promise<Hub> {
  const folder = await makeFolder()
  try {
    return await startIn(folder, checkout, options)
  } catch (error) {
    await folder[Symbol.asyncDispose]()
    throw error
  }
}

export function hubProgram(checkout: string): string {
  return join(checkout, 'packages/hub/src/main/bin.ts')
}

export function hubArguments(folder: string, port: number, checkout = THIS_CHECKOUT): readonly string[] {
  return [
    ...[hubProgram(checkout), '--data', join(folder, 'data'), '--music', join(folder, 'music')],
    ...['--host', '127.0.0.1', '--port', String(port), '--log', 'error', '--limits', 'off'],
  ]
}

export const HUB_ENV = {
  BATON_OWNER: OWNER.username,
  BATON_OWNER_PASSWORD: OWNER.password,
  BATON_MQTT_PORT: '0',
}

/** What `npm start` gives. `BATON_BENCH_NODE` takes options for the hub's Node in its place, such as `--cpu-prof`. */
export function hubNodeOptions(): readonly string[] {
  const given = process.env.BATON_BENCH_NODE ?? '--max-semi-space-size=8'
  return given.split(' ').filter((option) => option !== '')
}

async function startIn(folder: Folder, checkout: string, options: readonly string[]): Promise<Hub> {
  await mkdir(join(folder.path, 'music'))
  await writeTrack(join(folder.path, 'music'))
  const port = await freePort()
  const args = [...hubNodeOptions(), ...hubArguments(folder.path, port, checkout), ...options]
  const program = startProgram(process.execPath, args, { env: HUB_ENV })
  const hub: Hub = {
    port,
    pid: program.pid,
    trackFile: trackPath(join(folder.path, 'music')),
    ...hubAt(`http://127.0.0.1:${port}`),
    async [Symbol.asyncDispose]() {
      await program.end()
      await folder[Symbol.asyncDispose]()
    },
  }
  try {
    await answers(port, program)
    await scanned(hub)
    return hub
  } catch (error) {
    await program.end()
    throw error
  }
}

function credentialsOf(person: number): typeof OWNER {
  return person === 0 ? OWNER : { ...OWNER, username: `person ${person}` }
}

export async function scanned(hub: HubFace): Promise<void> {
  const token = await hub.signIn(0)
  const deadline = performance.now() + SCANNED_WITHIN_MS
  while (performance.now() < deadline) {
    const { items } = await hub.request('GET', '/library/tracks', token)
    if ((items as readonly object[]).length > 0) return
    await sleep(50)
  }
  throw new Error('The hub did not find its track.')
}

export function hubAt(baseUrl: string): HubFace {
  const request: HubFace['request'] = async (method, path, token, body) => {
    const response = await fetch(`${baseUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path} was answered with ${response.status}: ${text}`)
    return JSON.parse(text) as Record<string, unknown>
  }
  const signIn = async (person: number) => {
    const body = new URLSearchParams({ grant_type: 'password', ...credentialsOf(person) })
    const response = await fetch(`${baseUrl}/token`, { method: 'POST', body })
    const { access_token: token } = (await response.json()) as { access_token: string }
    return token
  }
  return {
    baseUrl,
    request,
    signIn,
    async addPeople(count, role = 'member') {
      const token = await signIn(0)
      for (let person = 1; person <= count; person++)
        await request('POST', '/users', token, { ...credentialsOf(person), role })
    },
  }
}
