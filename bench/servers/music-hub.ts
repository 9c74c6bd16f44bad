import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Folder } from '../machine/folder.ts'
import { type LoopMoment, loopMoments } from '../machine/loop-watch.ts'
import { highestRssBytes, startProgram } from '../machine/program.ts'
import { HUB_ENV, hubArguments, hubNodeOptions } from './hub.ts'
import { answers, freePort } from './ports.ts'

const LOOP_WATCH = fileURLToPath(new URL('../machine/loop-watch.ts', import.meta.url))

export type ScanState = {
  readonly phase: string
  readonly seen: number
  readonly read: number
  readonly unchanged: number
}

/** A whole hub on the music of a folder, which it begins to scan at once, with somebody signed in. */
export interface MusicHub extends AsyncDisposable {
  readonly baseUrl: string
  readonly token: string
  get(path: string): Promise<Record<string, unknown>>
  post(path: string): Promise<Record<string, unknown>>
  scan(): Promise<ScanState>
  highestRssBytes(): number
  /** Since it listens. */
  loopMoments(): readonly LoopMoment[]
}

/** The music lies in `music` below the folder. */
export async function startMusicHub(folder: Folder): Promise<MusicHub> {
  const port = await freePort()
  const loopFile = join(folder.path, 'loop.json')
  const program = startProgram(
    process.execPath,
    ['--import', LOOP_WATCH, ...hubNodeOptions(), ...hubArguments(folder.path, port)],
    { env: { ...HUB_ENV, BATON_BENCH_LOOP: loopFile } },
  )
  try {
    await answers(port, program)
    const atStart = loopMoments(loopFile).length + 1
    const body = new URLSearchParams({
      grant_type: 'password',
      username: HUB_ENV.BATON_OWNER,
      password: HUB_ENV.BATON_OWNER_PASSWORD,
    })
    const signedIn = await fetch(`http://127.0.0.1:${port}/token`, { method: 'POST', body })
    const { access_token: token } = (await signedIn.json()) as { access_token: string }
    const ask = async (method: string, path: string) => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}` },
      })
      const text = await response.text()
      if (!response.ok) throw new Error(`${method} ${path} was answered with ${response.status}: ${text}`)
      return JSON.parse(text) as Record<string, unknown>
    }
    const get = (path: string) => ask('GET', path)
    return {
      baseUrl: `http://127.0.0.1:${port}`,
      token,
      get,
      post: (path) => ask('POST', path),
      scan: async () => (await get('/library/scan?limit=1')).state as ScanState,
      highestRssBytes: () => highestRssBytes(program.pid),
      loopMoments: () => loopMoments(loopFile, atStart),
      [Symbol.asyncDispose]: () => program.end(),
    }
  } catch (error) {
    await program.end()
    throw error
  }
}
