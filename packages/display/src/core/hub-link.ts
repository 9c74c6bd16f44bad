// The conversation of one display with its hub by MQTT, over as many connections as it takes. The broker keeps nothing
// between two of them, so everything is said and followed anew with each. Topics in docs/protocol/mqtt.md.
import { type Clock, type Store, store } from '@baton/client'
import type { HubCalls } from './hub-calls.ts'
import type { BrokerSession, ConnectBroker, Registered } from './outside.ts'
import { pause, pauses } from './pause.ts'
import { HubAway, NotLetIn, Refusal } from './refusal.ts'

const HEARTBEAT_MS = 5 * 60_000
const ANSWERS_WITHIN_MS = 10_000
const ACKNOWLEDGED_WITHIN_MS = 30_000
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 15_000
/** Behind a connection that lasted so long, the next is tried for soon. */
const STEADY_AFTER_MS = 10_000
/** So often in a row, then the hub itself is asked. One that was just put back from a copy may not know a display for a moment. */
const MAX_REFUSALS = 3
const REFUSED_PAUSE_MS = 10_000
const MAX_ASKED = 32
/** Whose token it is, is looked at first: what is asked for does not matter. */
const ANYTHING = { request_type: 'query_posts', limit: 1 }
const NO_SUCH_TOKEN = 401
const LEAVES_WITHIN_MS = 2_000

export type LinkState = 'connecting' | 'live' | 'away'

/** What the display says of itself: at the beginning of each connection, and in part whenever it changes. */
export interface SelfDescription {
  status(word: 'online' | 'offline'): object
  capabilities(): object
  state(): object
}

export interface HubLinkParts {
  readonly clock: Clock
  readonly chance: () => number
  readonly connect: ConnectBroker
  readonly hub: Pick<HubCalls, 'ask'>
  readonly identity: Registered
  readonly self: SelfDescription
  /** What came at the topics `command` and `view/ack`: of a message that is no JSON nothing comes. */
  readonly onCommand: (message: unknown) => void
  readonly onViewAck: (message: unknown) => void
}

export interface HubLink {
  /** `live` once it has introduced itself. */
  readonly state: Store<LinkState>
  /** Whether there is a connection: what is told on it may be asked about at once. */
  isConnected(): boolean
  /** Resolves with the acknowledgement; rejects with HubAway where there is no connection, or it ends before. */
  say(topic: string, message: object): Promise<void>
  /** Rejects with HubAway, or a Refusal with the hub's reason. */
  ask(request: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>>
  /** Until the signal aborts, which takes leave; resolves sooner where the hub does not let this display in any more. */
  run(signal: AbortSignal): Promise<void>
}

interface Asked {
  settle(answer: Readonly<Record<string, unknown>> | HubAway): void
}

export function hubLink(parts: HubLinkParts): HubLink {
  const { clock, chance, connect, identity, self } = parts
  const root = `makapix/player/${identity.playerKey}/`
  const state = store<LinkState>('connecting')
  const asked = new Map<string, Asked>()
  let session: BrokerSession | null = null
  let asks = 0

  async function say(topic: string, message: object): Promise<void> {
    const open = session
    if (open === null) throw new HubAway()
    // A link that is cut without a word takes everything and answers nothing.
    const cancel = clock.after(ACKNOWLEDGED_WITHIN_MS, () => open.end())
    try {
      await open.publish(root + topic, JSON.stringify(message))
    } finally {
      cancel()
    }
  }

  async function introduce(): Promise<void> {
    await say('status', self.status('online'))
    await say('state', self.state())
    // Last: from then on the hub tells it what it missed.
    await say('capabilities', self.capabilities())
  }

  function heard(topic: string, text: string): void {
    if (!topic.startsWith(root)) return
    const about = topic.slice(root.length)
    const message = jsonIn(text)
    if (message === undefined) return
    if (about === 'command') parts.onCommand(message)
    else if (about === 'view/ack') parts.onViewAck(message)
    else if (about.startsWith('response/')) {
      const isAnswer = typeof message === 'object' && message !== null
      if (isAnswer) asked.get(about.slice('response/'.length))?.settle(message as Record<string, unknown>)
    }
  }

  /** One connection, from its beginning to its end. */
  async function connected(signal: AbortSignal): Promise<void> {
    let isOver = () => {}
    const over = new Promise<void>((resolve) => {
      isOver = resolve
    })
    const opened = await connect({
      username: identity.playerKey,
      password: identity.apiToken,
      topics: ['command', 'view/ack', 'response/#'].map((topic) => root + topic),
      will: { topic: `${root}status`, text: JSON.stringify(self.status('offline')) },
      onMessage: heard,
      onOver: () => isOver(),
    })
    if (signal.aborted) return opened.end()
    session = opened
    let cancelBeat = () => {}
    const beat = () => {
      cancelBeat = clock.after(HEARTBEAT_MS, () => {
        say('status', self.status('online')).catch(() => {})
        beat()
      })
    }
    const leave = () => {
      const ended = () => opened.end()
      clock.after(LEAVES_WITHIN_MS, ended)
      say('status', self.status('offline')).then(ended, ended)
    }
    signal.addEventListener('abort', leave)
    try {
      await introduce()
      beat()
      if (!signal.aborted) state.set('live')
      await over
    } catch (error) {
      if (!(error instanceof HubAway)) throw error
    } finally {
      signal.removeEventListener('abort', leave)
      cancelBeat()
      session = null
      opened.end()
      state.set('away')
      for (const one of [...asked.values()]) one.settle(new HubAway())
    }
  }

  /**
   * Whether the hub does not know the token either. A broker beside it may be the only one that does not; a hub that is
   * asked by a token tells its broker of it (MQ34).
   */
  async function isForgotten(): Promise<boolean> {
    const { apiToken: token } = identity
    try {
      const { status } = await parts.hub.ask('POST', '/api/player/rpc', { body: ANYTHING, token })
      return status === NO_SUCH_TOKEN
    } catch (error) {
      if (error instanceof HubAway) return false
      throw error
    }
  }

  return {
    state,
    isConnected: () => session !== null,
    say,
    async ask(request) {
      if (asked.size >= MAX_ASKED) throw new HubAway()
      asks += 1
      const id = `r${asks}`
      const answer = new Promise<Readonly<Record<string, unknown>>>((resolve, reject) => {
        const settle = (settled: Readonly<Record<string, unknown>> | HubAway) => {
          cancel()
          asked.delete(id)
          if (settled instanceof HubAway) reject(settled)
          else resolve(settled)
        }
        const cancel = clock.after(ANSWERS_WITHIN_MS, () => settle(new HubAway()))
        asked.set(id, { settle })
      })
      say(`request/${id}`, request).catch(() => asked.get(id)?.settle(new HubAway()))
      const answered = await answer
      if (answered.success === true) return answered
      const isPassing = answered.error_code === 'rate_limited' || answered.error_code === 'processing_error'
      throw isPassing
        ? new HubAway(answered.error_code)
        : new Refusal(String(answered.error ?? 'It is refused.'))
    },
    async run(signal) {
      const waits = pauses(FIRST_PAUSE_MS, LONGEST_PAUSE_MS, chance)
      let refusals = 0
      while (!signal.aborted) {
        const beganAt = clock.now()
        let wait: number | null = null
        try {
          await connected(signal)
          refusals = 0
          if (clock.now() - beganAt >= STEADY_AFTER_MS) waits.reset()
        } catch (error) {
          state.set('away')
          if (error instanceof NotLetIn) {
            refusals += 1
            if (refusals >= MAX_REFUSALS) {
              if (await isForgotten()) return
              refusals = 0
            }
            wait = REFUSED_PAUSE_MS
          } else refusals = 0
        }
        await pause(clock, wait ?? waits.next(), signal)
      }
    },
  }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
