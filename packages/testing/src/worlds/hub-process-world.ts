import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  connect,
  type Following,
  follow,
  followAsSpeaker,
  type Hub,
  isFailure,
  memoryStorage,
  type Registration,
  type Speaker,
  type Storage,
  speaker,
  systemClock,
} from '@baton/client'
import type { DeviceId, TrackId } from '@baton/protocol'
import { FakeSound } from '../fakes/fake-sound.ts'
import { freePort } from '../machine/ports.ts'
import { type AlbumTrack, makeMusic } from '../music/coded-albums.ts'
import { type HubRun, runHub } from './hub-process.ts'
import { PlainFollower } from './plain-follower.ts'

const SIGNED_IN_WITHIN_MS = 60_000
export const HUB_OWNER = { username: 'Ada', password: 'a long password' }

export interface HubProcessWorldOptions {
  /** How many sounding devices stand in it from the start. */
  readonly devices?: number
  readonly tracks?: readonly AlbumTrack[]
  /** Further words of the command line, from the first start on. */
  readonly settings?: readonly string[]
}

const TRACKS: readonly AlbumTrack[] = ['One', 'Two', 'Three', 'Four'].map((title) => ({
  title,
  durationMs: 200_000,
}))

/** A real hub in a process of its own, real sockets, a real data folder; only the loudspeakers are fakes. */
export class HubProcessWorld implements AsyncDisposable {
  readonly music: string
  readonly data: string
  /** Further words of the command line, from the next start on. */
  moreSettings: readonly string[] = []
  readonly devices: WorldDevice[] = []
  trackIds: TrackId[] = []
  #folder: string
  #hub: HubRun | null = null
  #baseUrl = ''
  #open: AsyncDisposable[] = []

  static async build({
    devices = 0,
    tracks = TRACKS,
    settings = [],
  }: HubProcessWorldOptions = {}): Promise<HubProcessWorld> {
    const world = new HubProcessWorld(await mkdtemp(join(tmpdir(), 'baton-hub-process-')))
    world.moreSettings = settings
    try {
      await makeMusic(world.music, tracks)
      await world.start()
      world.trackIds = await world.#scanned(tracks)
      await world.newDevices(devices)
      return world
    } catch (error) {
      await world[Symbol.asyncDispose]()
      throw error
    }
  }

  private constructor(folder: string) {
    this.#folder = folder
    this.music = join(folder, 'music')
    this.data = join(folder, 'data')
  }

  get baseUrl(): string {
    return this.#baseUrl
  }

  get hub(): HubRun {
    if (this.#hub === null) throw new Error('The hub does not run')
    return this.#hub
  }

  /** Starts the hub, again at the address that it had. */
  async start(): Promise<void> {
    const port = this.#baseUrl === '' ? String(await freePort()) : new URL(this.#baseUrl).port
    const { username, password } = HUB_OWNER
    const where = [
      '--data',
      this.data,
      '--music',
      this.music,
      '--host',
      '127.0.0.1',
      '--port',
      port,
      ...this.moreSettings,
    ]
    const env = { BATON_OWNER: username, BATON_OWNER_PASSWORD: password, BATON_LOG: 'warn' }
    this.#hub = runHub(where, { env })
    this.#baseUrl = await this.#hub.listening()
  }

  async restart(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    await this.hub.end(signal)
    await this.start()
  }

  token(): Promise<string> {
    return signedIn(this.#baseUrl)
  }

  /** A signed-in program that no device is bound to. */
  async client(): Promise<Hub> {
    const token = await this.token()
    const hub = connect({ baseUrl: this.#baseUrl, token: () => token })
    await hub.readMe()
    return hub
  }

  /** Follows every room without the client's help, and writes down what came. */
  async plainFollower(): Promise<PlainFollower> {
    return new PlainFollower(`${this.#baseUrl}/events?rooms=session,devices,library`, await this.token())
  }

  async follower(): Promise<Following> {
    const following = follow({ hub: await this.client(), rooms: ['session', 'devices', 'library'] })
    this.#open.push(following)
    await live(following)
    return following
  }

  /** So many devices, instead of those that were there before: those are forgotten, and nothing plays any more. */
  async newDevices(count: number): Promise<readonly WorldDevice[]> {
    for (const device of this.devices.splice(0)) {
      await device.disconnect()
      await device.hub.send({ type: 'device.remove', deviceId: device.deviceId })
    }
    for (let i = 1; i <= count; i++) this.devices.push(await this.device(`Device ${i}`))
    return this.devices
  }

  /** A device that follows, with a loudspeaker that makes no sound but tells what would have been heard. */
  async device(name: string, registration: Partial<Registration> = {}): Promise<WorldDevice> {
    const hub = await this.client()
    const capabilities = { sound: true, volume: true, unlocked: true, reports: true }
    const deviceId = await hub.register({ name, kind: 'agent', capabilities, ...registration })
    const device = new WorldDevice(name, hub, deviceId, registration.kind)
    this.#open.push(device)
    await device.connect()
    return device
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#open.splice(0).map((open) => open[Symbol.asyncDispose]()))
    await this.#hub?.end('SIGKILL')
    await rm(this.#folder, { recursive: true, force: true })
  }

  async #scanned(tracks: readonly AlbumTrack[]): Promise<TrackId[]> {
    const hub = await this.client()
    const items = await until('the music is scanned', async () => {
      const page = await hub.library.tracks({ limit: 100 })
      return page.items.length === tracks.length && page.items
    })
    return tracks.map(({ title }) => items.find((item) => item.title === title)?.trackId as TrackId)
  }
}

/** A following device. Its identity outlives its connections, as that of a page outlives a reload. */
export class WorldDevice implements AsyncDisposable {
  readonly name: string
  readonly hub: Hub
  readonly deviceId: DeviceId
  readonly sound = new FakeSound({ clock: systemClock() })
  readonly #storage: Storage = memoryStorage()
  readonly #kind: Registration['kind']
  #following: Following | null = null
  /** What its sound follows. */
  #heard: Following | null = null
  #speaker: Speaker | null = null

  constructor(name: string, hub: Hub, deviceId: DeviceId, kind: Registration['kind'] = 'agent') {
    this.name = name
    this.hub = hub
    this.deviceId = deviceId
    this.#kind = kind
  }

  get following(): Following {
    if (this.#following === null) throw new Error(`${this.name} is not connected`)
    return this.#following
  }

  /** What its sound follows: the same, unless it is a browser that is shared. */
  get hears(): Following | null {
    return this.#heard
  }

  get connected(): boolean {
    return this.#following !== null
  }

  async connect(): Promise<void> {
    const { sound, deviceId } = this
    const own = follow({ hub: this.hub })
    const isBrowser = this.#kind === 'browser'
    const hub = isBrowser ? this.hub.asSpeaker() : this.hub
    const following = isBrowser ? followAsSpeaker({ hub, own, deviceId }) : own
    this.#following = own
    this.#heard = following
    this.#speaker = speaker({ hub, following, sound, deviceId, storage: this.#storage })
    await live(own)
  }

  /** Somebody touches the page: sound is allowed from now on. */
  async tap(): Promise<void> {
    this.sound.unlock()
    await this.#speaker?.unlocked()
  }

  /** The page is closed, or the network gone: nothing is heard or said any more. */
  async disconnect(): Promise<void> {
    await this.#speaker?.[Symbol.asyncDispose]()
    if (this.#heard !== this.#following) await this.#heard?.[Symbol.asyncDispose]()
    await this.#following?.[Symbol.asyncDispose]()
    this.#speaker = null
    this.#heard = null
    this.#following = null
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.disconnect()
  }
}

export function live({ state }: Following): Promise<unknown> {
  return until('the follower is live', async () => state.get().connection === 'live')
}

/** A token. A busy machine does not answer each request in the time that the client gives one. */
export function signedIn(
  baseUrl: string,
  as: { readonly username: string; readonly password: string } = HUB_OWNER,
): Promise<string> {
  const ask = async () => {
    try {
      return (await connect({ baseUrl }).tokens(as)).accessToken
    } catch (error) {
      if (isFailure(error, 'client.offline')) return null
      throw error
    }
  }
  return until('somebody is signed in', ask, SIGNED_IN_WITHIN_MS)
}

/** Asks until the answer is one; fails with what was waited for. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | false | null | undefined>,
  withinMs = 20_000,
): Promise<T> {
  const deadline = performance.now() + withinMs
  for (;;) {
    const answer = await ask()
    if (answer) return answer
    if (performance.now() > deadline) throw new Error(`Waited ${withinMs} ms in vain until ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 15))
  }
}
