import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type Hub } from '@baton/client'
import type { DeviceId, TrackId } from '@baton/protocol'
import { freePort } from '../machine/ports.ts'
import { type CodedTrack, writeCodedTrack } from '../music/coded-track.ts'
import { type Pulse, startPulse } from '../recordings/pulse-audio.ts'
import { type AgentProcess, letIn, startAgent } from './agent-process.ts'
import { type HubRun, runHub } from './hub-process.ts'
import { signedIn, until } from './hub-process-world.ts'

export type Corner = 'kitchen' | 'study' | 'desk'
export const HOUSE_OWNER = { username: 'Ada', password: 'a long password' }
/** One album of coded tracks, in order. */
export const ALBUM = [
  { id: 3, title: 'Amber', durationMs: 40_000 },
  { id: 12, title: 'Blue', durationMs: 20_000 },
  { id: 21, title: 'Cyan', durationMs: 20_000 },
] as const
export type AlbumOfHouse = readonly Pick<CodedTrack, 'id' | 'title' | 'durationMs'>[]

/** A real hub, and in each corner a real agent with a real mpv on a sound card of its own. A phone controls. */
export class LoudspeakerHouse implements AsyncDisposable {
  readonly pulse: Pulse<Corner>
  readonly folder: string
  readonly #made: AsyncDisposableStack
  readonly agents = new Map<Corner, AgentProcess>()
  #hub: HubRun | null = null
  #port = 0
  #token = ''
  phone: Hub = connect({ baseUrl: '' })
  trackIds: readonly TrackId[] = []

  /** `corners` have an agent; `sinks`, those among them, a sound card. */
  static async build(
    corners: readonly Corner[],
    album: AlbumOfHouse = ALBUM,
    sinks: readonly Corner[] = ['kitchen', 'study'],
  ): Promise<LoudspeakerHouse> {
    await using made = new AsyncDisposableStack()
    const folder = await mkdtemp(join(tmpdir(), 'baton-corners-'))
    made.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }))
    const pulse = made.use(await startPulse({ sinks }))
    const house = new LoudspeakerHouse(folder, pulse, made.move())
    try {
      await house.#furnish(corners, album)
      return house
    } catch (error) {
      await house[Symbol.asyncDispose]()
      throw error
    }
  }

  private constructor(folder: string, pulse: Pulse<Corner>, made: AsyncDisposableStack) {
    this.folder = folder
    this.pulse = pulse
    this.#made = made
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  async startHub(): Promise<void> {
    this.#port ||= await freePort()
    const where = ['--data', join(this.folder, 'data'), '--music', join(this.folder, 'music')]
    const env = {
      BATON_OWNER: HOUSE_OWNER.username,
      BATON_OWNER_PASSWORD: HOUSE_OWNER.password,
      BATON_LOG: 'warn',
    }
    this.#hub = runHub([...where, '--host', '127.0.0.1', '--port', String(this.#port)], { env })
    await this.#hub.listening()
  }

  async endHub(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    await this.#hub?.end(signal)
  }

  agent(corner: Corner): AgentProcess {
    const found = this.agents.get(corner)
    if (!found) throw new Error(`There is no agent in the ${corner}`)
    return found
  }

  async deviceOf(corner: Corner): Promise<DeviceId> {
    const devices = await this.phone.devices()
    const found = devices.find(({ name }) => name === corner)
    if (!found) throw new Error(`There is no device in the ${corner}`)
    return found.deviceId
  }

  /** The album begins there. */
  async playIn(corner: Corner): Promise<void> {
    await this.phone.send({ type: 'session.choose-speaker', deviceId: await this.deviceOf(corner) })
    await this.phone.send({ type: 'queue.enqueue', source: { trackIds: [...this.trackIds] }, at: 'now' })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const agent of this.agents.values()) await agent[Symbol.asyncDispose]()
    await this.#hub?.end('SIGKILL')
    await this.#made.disposeAsync()
  }

  async #furnish(corners: readonly Corner[], album: AlbumOfHouse): Promise<void> {
    const music = join(this.folder, 'music')
    await mkdir(music)
    for (const [index, { id, title, durationMs }] of album.entries()) {
      const tags = { artist: 'Ann', album: 'Colours', trackNumber: index + 1 }
      await writeCodedTrack(join(music, `${index + 1} ${title}.flac`), { id, title, durationMs, ...tags })
    }
    await this.startHub()
    this.phone = connect({ baseUrl: this.baseUrl, token: () => this.#token || null })
    this.#token = await signedIn(this.baseUrl, HOUSE_OWNER)
    await this.phone.readMe()
    const tracks = await until('the music is known', async () => {
      const { items } = await this.phone.library.tracks({ limit: 10 })
      return items.length === album.length && items
    })
    this.trackIds = album.flatMap(({ title }) => tracks.find((track) => track.title === title)?.trackId ?? [])
    for (const corner of corners) {
      const { baseUrl, folder } = this
      const agent = await startAgent({ name: corner, baseUrl, folder, env: this.pulse.env(corner) })
      this.agents.set(corner, agent)
      await letIn(agent, this.phone)
    }
  }
}
