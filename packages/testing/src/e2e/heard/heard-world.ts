import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, open, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { connect, type Hub, isFailure } from '@baton/client'
import { end } from '../../machine/child.ts'
import { makeNetwork, type Network } from '../../machine/network-namespaces.ts'
import { type Reach, reach } from '../../machine/reach.ts'
import { writeCodedTrack } from '../../music/coded-track.ts'
import { type Pulse, startPulse } from '../../recordings/pulse-audio.ts'
import { signedIn } from '../../worlds/hub-process-world.ts'

/** The rooms that have a loudspeaker and a browser. */
export type Room = 'study' | 'kitchen'
type Host = 'hub' | 'phone' | Room

/**
 * A real installation to listen in: the hub as people start it, on a host of its own behind a plain http address; two rooms
 * with a host and a sound card each; and a phone that only controls. The music is coded, so that a recording of the
 * cards tells what plays where.
 */
export type HeardWorld = AsyncDisposable & {
  readonly network: Network<Host>
  readonly pulse: Pulse<Room>
  /** What the rooms' browsers open. */
  readonly url: string
  /** The third client: a program on the phone, signed in, and no device itself. */
  readonly phone: Hub
  /** Ends the hub as an update would, and starts it again on the same data. */
  restartHub(options?: { readonly awayMs?: number }): Promise<void>
  /** What the hub wrote so far. */
  hubLog(): Promise<string>
}

export const OWNER = { username: 'Ada', password: 'a long enough password' }
/** The coded tracks of the one album, in order. */
export const TRACKS = [
  { id: 3, title: 'Amber' },
  { id: 12, title: 'Blue' },
  { id: 21, title: 'Cyan' },
] as const

export const TRACK_MS = 110_000
const PORT = 4040
const hubMain = fileURLToPath(new URL('../../../../hub/src/main/bin.ts', import.meta.url))

export async function openHeardWorld(): Promise<HeardWorld> {
  await using made = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'baton-listening-'))
  made.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }))
  await writeMusic(join(folder, 'music'))
  const network = made.use(await makeNetwork({ hosts: ['hub', 'phone', 'study', 'kitchen'] }))
  const pulse = made.use(await startPulse({ sinks: ['study', 'kitchen'] }))
  let running = await startHub(network, folder)
  made.defer(() => end(running, 6_000))
  const way = made.use(await reach(network, { from: 'phone', to: 'hub', port: PORT }))
  const phone = await signedInPhone(way)
  await untilMusicIsKnown(phone)
  const kept = made.move()
  return {
    network,
    pulse,
    url: `http://${network.address('hub')}:${PORT}/`,
    phone,
    async restartHub({ awayMs = 0 } = {}) {
      await end(running, 6_000)
      await wait(awayMs)
      running = await startHub(network, folder)
    },
    hubLog: () => readFile(join(folder, 'hub.log'), 'utf8'),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

async function writeMusic(folder: string): Promise<void> {
  await mkdir(folder)
  for (const [index, { id, title }] of TRACKS.entries()) {
    await writeCodedTrack(join(folder, `${index + 1} ${title}.flac`), {
      id,
      title,
      durationMs: TRACK_MS,
      artist: 'Ann',
      album: 'Colours',
      trackNumber: index + 1,
    })
  }
}

async function startHub(network: Network<Host>, folder: string): Promise<ChildProcess> {
  const args = ['--music', join(folder, 'music'), '--data', join(folder, 'data'), '--port', String(PORT)]
  const log = await open(join(folder, 'hub.log'), 'a')
  try {
    const hub = network.run('hub', process.execPath, [hubMain, ...args, '--log', 'info'], {
      stdio: ['ignore', 'pipe', log.fd],
      env: { ...process.env, BATON_OWNER: OWNER.username, BATON_OWNER_PASSWORD: OWNER.password },
    })
    hub.stdout?.setEncoding('utf8')
    const failed = once(hub, 'exit').then(([code]) => {
      throw new Error(`The hub ended at once with ${code}.`)
    })
    await Promise.race([said(hub, 'Baton listens on'), failed])
    failed.catch(() => {})
    return hub
  } finally {
    await log.close()
  }
}

/** Goes on reading afterwards, so that the hub never stands still over a full pipe. */
function said(child: ChildProcess, text: string): Promise<void> {
  return new Promise((resolve) => {
    let heard = ''
    child.stdout?.on('data', (piece: string) => {
      heard = (heard + piece).slice(-2_000)
      if (heard.includes(text)) resolve()
    })
  })
}

async function signedInPhone(way: Reach): Promise<Hub> {
  const token = await signedIn(way.url, OWNER)
  const phone = connect({ baseUrl: way.url, token: () => token })
  await phone.readMe()
  return phone
}

async function untilMusicIsKnown(phone: Hub): Promise<void> {
  for (const until = Date.now() + 30_000; Date.now() < until; await wait(200)) {
    try {
      const { items } = await phone.library.tracks({ limit: 10 })
      if (items.length === TRACKS.length) return
    } catch (error) {
      if (!isFailure(error)) throw error
    }
  }
  throw new Error('The hub did not find the music within half a minute.')
}
