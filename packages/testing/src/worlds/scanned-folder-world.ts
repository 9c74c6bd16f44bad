import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const WITHIN_MS = 60_000

export type HeardTrack = {
  readonly track_id: string
  readonly title: string
  readonly cover_id: string | null
}

/** How a hub is started: its own composition, which only itself may import. */
type StartHub = (config: {
  readonly host: string
  readonly port: number
  readonly dataDir: string
  readonly musicDir: string | null
  readonly moreMusicDirs: readonly string[]
  readonly owner: { readonly username: string; readonly password: string }
  readonly hostNames: readonly string[]
  readonly logLevel: 'silent'
  readonly limits: 'off'
  readonly followLists?: boolean
}) => Promise<{ readonly port: number; stop(): Promise<void> }>

/** A hub as it runs, its one owner signed in as a program, and an empty music folder of its own. */
export async function openScannedFolder(startHub: StartHub) {
  const folder = await mkdtemp(join(tmpdir(), 'baton-library-work-'))
  const music = join(folder, 'music')
  await mkdir(music)
  let hub: Awaited<ReturnType<StartHub>> | null = null
  let token = ''
  const ask = async (method: string, path: string, body?: object) => {
    const answer = await fetch(`http://127.0.0.1:${hub?.port}${path}`, {
      method,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    return answer.json()
  }
  const get = (path: string) => ask('GET', path)
  const tracks = async (): Promise<readonly HeardTrack[]> => (await get('/library/tracks')).items
  return {
    folder,
    music,
    get,
    /** Whatever it is answered with. */
    fetch: (path: string, headers: Readonly<Record<string, string>> = {}) =>
      fetch(`http://127.0.0.1:${hub?.port}${path}`, {
        headers: { authorization: `Bearer ${token}`, ...headers },
      }),
    post: (path: string, body: object) => ask('POST', path, body),
    remove: (path: string) => ask('DELETE', path),
    tracks,
    titles: async () => (await tracks()).map((track) => track.title),
    problems: async () =>
      (await get('/library/scan')).errors.map(
        (one: { path: string; code: string }) => `${one.path} ${one.code}`,
      ),
    async start(musicDirs: readonly string[], more: { readonly followLists?: boolean } = {}) {
      const [musicDir = null, ...moreMusicDirs] = musicDirs
      hub = await startHub({
        host: '127.0.0.1',
        port: 0,
        dataDir: join(folder, 'data'),
        musicDir,
        moreMusicDirs,
        owner: { username: 'owner', password: 'a long enough password' },
        hostNames: [],
        logLevel: 'silent',
        limits: 'off',
        ...more,
      })
      const form = new URLSearchParams({
        grant_type: 'password',
        username: 'owner',
        password: 'a long enough password',
      })
      const answer = await fetch(`http://127.0.0.1:${hub.port}/token`, { method: 'POST', body: form })
      token = (await answer.json()).access_token
    },
    async stop() {
      await hub?.stop()
      hub = null
    },
    async until(check: () => Promise<boolean>, what: string) {
      const deadline = performance.now() + WITHIN_MS
      while (!(await check())) {
        assert.ok(performance.now() < deadline, `there was no ${what}`)
        await sleep(100)
      }
    },
    async [Symbol.asyncDispose]() {
      await hub?.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
