import type { Clock } from '@baton/client'
import {
  type BrokerOptions,
  type BrokerSession,
  type ConnectBroker,
  HubAway,
  type HubCalls,
  NotLetIn,
  type PictureFile,
  Refusal,
} from '@baton/display'

/** On the way there and back. */
const LATENCY_MS = 20
const APART_MS = 5_000
const BACKLOG_FROM_MS = 5_000
const BACKLOG_TO_MS = 24 * 3_600_000

export interface CountedView {
  readonly postId: number
  /** As the display said it, in milliseconds. */
  readonly seenAt: number
  readonly intent: string
  readonly channel: string
}

type Message = Readonly<Record<string, unknown>>

/**
 * The hub as one display meets it: provisioning, pictures, and a broker that keeps nothing. It judges view events by the
 * rules VW4 to VW6 of docs/protocol/views.md.
 */
export class FakeDisplayHub {
  readonly #clock: Clock
  /** The artworks of the channel `all`; of another channel there are those that it has. */
  posts: readonly number[] = [1, 2, 3]
  channels: Readonly<Record<string, readonly number[]>> = {}
  /** The only post of the channel `playing`, as the hub tells of it. */
  playing: Message | null = null
  /** Pictures that are not there. */
  readonly broken = new Set<number>()
  isAway = false
  /** The token is good. */
  isKnown = true
  /** The broker lets nobody in, whatever the hub knows, until the hub is asked by a good token; null: it is one with the hub. */
  broker: 'has-lost-tokens' | 'refuses' | null = null
  /** Somebody has used the code. */
  isClaimed = true
  /** The link takes everything, and nothing arrives. */
  isMute = false
  /** So many connections end with the next views that are taken, before those are answered. */
  cutsBeforeAnswer = 0
  /** Refuses so many of the next views in this way. */
  refuses: { code: string; times: number } | null = null
  readonly counted: CountedView[] = []
  /** Codes of views that were not counted. */
  readonly uncounted: string[] = []
  /** Everything that the display said, by the last parts of its topics. */
  readonly said: { readonly topic: string; readonly message: Message }[] = []
  readonly provisions: Message[] = []
  /** Where pictures were fetched from. */
  readonly pictures: string[] = []
  #open: (BrokerOptions & { readonly isOver: () => boolean; readonly break: () => void }) | null = null
  #commands = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get isConnected(): boolean {
    return this.#open !== null
  }

  /** The connection breaks; the next one may stand at once. */
  cut(): void {
    this.#open?.break()
  }

  /** What is said of the topic. */
  saidOf(topic: string): readonly Message[] {
    return this.said.flatMap((one) => (one.topic === topic ? [one.message] : []))
  }

  /** Gives the id; null: the display is not connected. */
  tell(command: Message, id?: string): string | null {
    if (!this.#open) return null
    this.#commands += 1
    const commandId = id ?? `c${this.#commands}`
    this.#send('command', { command_id: commandId, ...command })
    return commandId
  }

  answerTo(commandId: string): Message | undefined {
    return this.saidOf('command/ack').find((message) => message.command_id === commandId)
  }

  readonly calls: HubCalls = {
    ask: async (method, path, { body, token } = {}) => {
      if (this.isAway) throw new HubAway()
      if (method === 'POST' && path === '/api/player/provision') {
        this.provisions.push((body ?? {}) as Message)
        const nth = this.provisions.length
        return {
          status: 201,
          json: {
            player_key: `display-${nth}`,
            registration_code: `CODE${nth}`,
            claim_secret: `secret-${nth}`,
            https_api: { base_url: 'http://hub.local:4040' },
          },
        }
      }
      if (method === 'POST' && path === '/api/player/rpc') {
        if (!this.isKnown) return { status: 401, json: {} }
        if (this.broker === 'has-lost-tokens') this.broker = null
        return { status: 200, json: this.#answer((body ?? {}) as Message) }
      }
      const nth = this.provisions.length
      const isRight = path === `/api/player/display-${nth}/credentials` && token === `secret-${nth}`
      if (!this.isClaimed || !isRight) return { status: 404, json: {} }
      this.isKnown = true
      return { status: 200, json: { api_token: `token-${nth}` } }
    },
    picture: async (path) => {
      if (this.isAway) throw new HubAway()
      this.pictures.push(path)
      const postId = Number(/artwork\/(\d+)\/image/.exec(path)?.[1] ?? 0)
      if (this.broken.has(postId)) throw new Refusal('There is no such picture.')
      return { bytes: new Uint8Array([postId]), mime: 'image/png' } satisfies PictureFile
    },
  }

  readonly connect: ConnectBroker = async (options) => {
    if (this.isAway) throw new HubAway()
    if (!this.isKnown || this.broker !== null) throw new NotLetIn()
    this.#open?.break()
    const pending = new Set<(error: HubAway) => void>()
    let isOver = false
    const end = () => {
      if (isOver) return
      isOver = true
      if (this.#open === entry) this.#open = null
      for (const fail of pending) fail(new HubAway())
      options.onOver()
    }
    const entry = { ...options, isOver: () => isOver, break: end }
    this.#open = entry
    const session: BrokerSession = {
      publish: (topic, text) =>
        new Promise((resolve, reject) => {
          if (isOver) return reject(new HubAway())
          pending.add(reject)
          if (this.isMute) return
          this.#take(topic.replace(/^makapix\/player\/[^/]+\//, ''), JSON.parse(text) as Message)
          this.#clock.after(LATENCY_MS, () => {
            if (pending.delete(reject) && !isOver) resolve()
          })
        }),
      end,
    }
    return session
  }

  #send(topic: string, message: Message): void {
    const open = this.#open
    if (!open) return
    this.#clock.after(LATENCY_MS, () => {
      if (!open.isOver()) open.onMessage(`makapix/player/${open.username}/${topic}`, JSON.stringify(message))
    })
  }

  #take(topic: string, message: Message): void {
    this.said.push({ topic, message })
    if (topic === 'view') this.#takeView(message)
    if (topic.startsWith('request/')) {
      this.#send(topic.replace('request', 'response'), this.#answer(message))
    }
  }

  #answer({ request_type: type, channel, cursor, limit, post_id: postId }: Message): Message {
    if (type === 'get_post') {
      return this.posts.includes(Number(postId))
        ? { success: true, post: post(Number(postId)) }
        : { success: false, error: 'There is no such artwork.', error_code: 'not_found' }
    }
    if (channel === 'playing') return { success: true, posts: [this.playing], next_cursor: null }
    const posts = channel === 'all' ? this.posts : this.channels[String(channel)]
    if (!posts) return { success: false, error: 'There is no such channel.', error_code: 'invalid_request' }
    const from = Number(cursor ?? 0)
    const to = from + Number(limit)
    const next = to < posts.length ? String(to) : null
    return {
      success: true,
      posts: posts.slice(from, to).map(post),
      next_cursor: next,
      has_more: next !== null,
    }
  }

  #takeView(message: Message): void {
    const code = this.#judged(message)
    if (code !== null) this.uncounted.push(code)
    if (this.cutsBeforeAnswer > 0) {
      this.cutsBeforeAnswer -= 1
      this.cut()
      return
    }
    const answer = code === null ? { success: true } : { success: false, error: code, error_code: code }
    this.#send('view/ack', { ...answer, event_id: message.event_id })
  }

  /** Null: it is counted. */
  #judged({ post_id, timestamp, intent, channel }: Message): string | null {
    if (this.refuses && this.refuses.times > 0) {
      this.refuses.times -= 1
      return this.refuses.code
    }
    const [postId, seenAt] = [Number(post_id), Date.parse(String(timestamp))]
    if (this.counted.some((one) => one.postId === postId && one.seenAt === seenAt)) return 'duplicate'
    const at = this.#recordedAt(seenAt, this.#clock.wall())
    if (this.#times.some((other) => Math.abs(other - at) < APART_MS)) return 'rate_limited'
    this.#times.push(at)
    this.counted.push({ postId, seenAt, intent: String(intent), channel: String(channel) })
    return null
  }

  readonly #times: number[] = []

  #recordedAt(seenAt: number, now: number): number {
    const age = now - seenAt
    return age >= BACKLOG_FROM_MS && age <= BACKLOG_TO_MS ? seenAt : now
  }
}

/** As the hub tells of one. */
export function post(postId: number): Message {
  return {
    post_id: postId,
    kind: 'artwork',
    title: `Artwork ${postId}`,
    author: { sqid: 'k3m9x2hq7w', username: 'Ben' },
    width: 8,
    height: 6,
    frame_count: 1,
    hashtags: [],
    created_at: '2026-01-01T00:00:00.000Z',
    art_url: `http://elsewhere.local/api/player/artwork/${postId}/image`,
  }
}
