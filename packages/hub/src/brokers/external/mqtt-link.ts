// One connection of the hub to a broker beside it, by MQTT 5, made again whenever it breaks. The broker keeps its session
// meanwhile. What comes is acknowledged once it was taken, in the order in which it came; what was not is sent again.
import { once } from 'node:events'
import { BatonError } from '@baton/protocol'
import { generate, type IConnackPacket, type IPublishPacket, type Packet, parser } from 'mqtt-packet'
import type { BrokerMessage, Clock } from '#engine'
import { type BrokerAddress, dial, placeOf } from './broker-address.ts'
import { outgoing } from './outgoing.ts'

const MQTT_5 = { protocolVersion: 5 } as const
/** So many messages of the broker are taken at one time; the others wait there. */
const TAKEN_AT_ONCE = 100
/** So many of QoS 0, which wait nowhere; those beyond are dropped. */
const UNPROMISED_AT_ONCE = 1_000
const MAX_UNSENT_BYTES = 4 * 1024 * 1024
const KEEP_ALIVE_S = 15
const PING_EVERY_MS = 5_000
/** A connection that says nothing for so long is a dead one, whatever TCP believes. */
const DEAD_AFTER_MS = 15_000
const AGAIN_AFTER_MS = { first: 200, most: 5_000 }
/** So long after something that is away for now a message is taken again. */
const RETAKEN_AFTER_MS = 500
const LEAVES_WITHIN_MS = 2_000
/** As many as the protocol allows where the broker says nothing. */
const ANY_NUMBER = 65_535
const REFUSED: readonly number[] = [0x86, 0x87]
const TAKEN_OVER = 0x8e
const SHARED = '$share/'
/** Two that come by one client id do not chase each other. */
const AFTER_TAKE_OVER = 5
const FIRST_FAILURE = 0x80
const PASSING: ReadonlySet<string> = new Set(['store.unavailable', 'hub.draining', 'hub.busy'])

export interface MqttLinkParts {
  readonly address: BrokerAddress
  readonly clientId: string
  /** So long the broker keeps the session without a connection. */
  readonly keptSeconds: number
  /** Followed as long as the session lives; what was retained comes when one is new to the session. */
  readonly follows: readonly string[]
  /** Of these what was retained comes with each connection. */
  readonly followsAfresh?: readonly string[]
  take(message: BrokerMessage): Promise<void>
  /** It is connected and follows what it should. */
  onUp?(): void
  /** It is not connected any more. */
  onDown?(): void
  /** Somebody else has come by the same client id. */
  onTakenOver?(): void
  readonly clock: Pick<Clock, 'after' | 'monotonicMs'>
  /** What was dropped because it can never be taken, and why; null: too much came at once that is promised nothing. */
  readonly onDropped: (error: unknown) => void
}

/** `refused`: the broker is there, and does not let the hub in, or not follow what it has to. */
export type LinkState = 'connected' | 'away' | 'refused'

export interface MqttLink {
  readonly state: LinkState
  /** False: it is not connected, or too much is on its way. */
  publish(topic: string, payload: string, livesMs: number): boolean
  /** To be kept for whoever follows later, and lost where it does not arrive. An empty one ends that. */
  retain(topic: string, payload: string): void
  /** Resolves once the broker says so; rejects where the connection ends before. */
  unfollow(filters: readonly string[]): Promise<void>
  /** Resolves once everything was taken that the broker had for this session. */
  drained(): Promise<void>
  /**
   * `forget`: the session ends with it. Otherwise the broker goes on to keep what comes. `lastly`: before the end, once
   * everything was acknowledged that had come.
   */
  leave(session: 'keep' | 'forget', lastly?: () => void): Promise<void>
}

interface Connection {
  write(packet: Packet): void
  readonly unsentBytes: () => number
  /** Nothing is written any more. Resolves when it is closed. */
  finish(): Promise<void>
  close(): void
  /** The broker has said whether it lets the hub in. */
  isAnswered: boolean
}

export function mqttLink(parts: MqttLinkParts): MqttLink {
  const { address, clientId, follows, followsAfresh = [], clock, onDropped } = parts
  const { username, password } = placeOf(address)
  let state: LinkState = 'away'
  let current: Connection | null = null
  let isOver = false
  let failures = 0
  let lastNumber = 0
  let unpromised = 0
  let come = 0
  let cancelNext = () => {}
  const asked = new Map<number, (answer: Packet | null) => void>()
  /** Of each question whether the broker is there, in their order, who waits for its answer. */
  let pongs: ((isThere: boolean) => void)[] = []
  const sending = outgoing({
    send: (packet) => current?.write(packet),
    number,
    monotonicMs: clock.monotonicMs,
  })
  /** What many follow together has no order to be kept. */
  const keepsOrder = follows.length > 0 && !follows.some((filter) => filter.startsWith(SHARED))
  /** Of each speaker, the last message that came: resolves once it is over. */
  const lines = new Map<string, Promise<boolean>>()
  /** Of the messages that came, in their order: resolves once all are acknowledged, or never will be. */
  let acknowledged: Promise<void> = Promise.resolve()

  function number(isTaken: (one: number) => boolean): number {
    do lastNumber = (lastNumber % ANY_NUMBER) + 1
    while (isTaken(lastNumber) || asked.has(lastNumber) || sending.has(lastNumber))
    return lastNumber
  }

  function open(): void {
    let heardAt = clock.monotonicMs()
    let isFinished = false
    let cancelPing = () => {}
    const socket = dial(address, () => {
      heardAt = clock.monotonicMs()
      connection.write({
        cmd: 'connect',
        ...MQTT_5,
        protocolId: 'MQTT',
        clientId,
        clean: false,
        keepalive: KEEP_ALIVE_S,
        ...(username !== '' && { username, password: Buffer.from(password) }),
        properties: { sessionExpiryInterval: parts.keptSeconds, receiveMaximum: TAKEN_AT_ONCE },
      })
    })
    const connection: Connection = {
      write(packet) {
        if (!socket.destroyed && !isFinished) socket.write(generate(packet, MQTT_5))
      },
      unsentBytes: () => socket.writableLength,
      async finish() {
        isFinished = true
        socket.end()
        if (!socket.closed) await once(socket, 'close')
      },
      close: () => socket.destroy(),
      isAnswered: false,
    }
    current = connection
    const packets = parser(MQTT_5)
    packets.on('packet', (packet) => {
      if (current === connection) heard(packet, connection)
    })
    packets.on('error', () => socket.destroy())
    socket.on('data', (chunk: Buffer) => {
      heardAt = clock.monotonicMs()
      packets.parse(chunk)
    })
    socket.on('error', () => socket.destroy())
    socket.on('close', () => {
      cancelPing()
      if (current !== connection) return
      current = null
      const wasConnected = state === 'connected'
      if (!connection.isAnswered || wasConnected) state = 'away'
      for (const settle of asked.values()) settle(null)
      asked.clear()
      for (const settle of pongs) settle(false)
      pongs = []
      if (isOver) return
      if (wasConnected) parts.onDown?.()
      again()
    })
    const look = () => {
      if (clock.monotonicMs() - heardAt > DEAD_AFTER_MS) return void socket.destroy()
      if (state === 'connected') void pong()
      cancelPing = clock.after(PING_EVERY_MS, look)
    }
    cancelPing = clock.after(PING_EVERY_MS, look)
  }

  function again(): void {
    const most = Math.min(AGAIN_AFTER_MS.first * 2 ** Math.min(failures++, 10), AGAIN_AFTER_MS.most)
    cancelNext = clock.after(most * (0.5 + Math.random() / 2), open)
  }

  function heard(packet: Packet, connection: Connection): void {
    switch (packet.cmd) {
      case 'connack':
        void welcomed(packet, connection)
        break
      case 'publish':
        came(packet, connection)
        break
      case 'puback':
        sending.acknowledged(packet.messageId ?? 0)
        break
      case 'suback':
      case 'unsuback': {
        const settle = asked.get(packet.messageId ?? 0)
        asked.delete(packet.messageId ?? 0)
        settle?.(packet)
        break
      }
      case 'pingresp':
        pongs.shift()?.(true)
        break
      case 'disconnect':
        if (packet.reasonCode === TAKEN_OVER) {
          failures = AFTER_TAKE_OVER
          parts.onTakenOver?.()
        }
        connection.close()
        break
      // Nothing else is ever said to a client like this one.
      default:
        connection.close()
    }
  }

  async function welcomed(packet: IConnackPacket, connection: Connection): Promise<void> {
    const { reasonCode = 0, sessionPresent, properties } = packet
    connection.isAnswered = true
    if (reasonCode !== 0) {
      state = REFUSED.includes(reasonCode) ? 'refused' : 'away'
      return connection.close()
    }
    // What many follow together is never told of what was retained before: there the mark says that this is to be.
    const subscription = (rh: number) => (topic: string) =>
      ({ topic, qos: 1, nl: false, rap: topic.startsWith(SHARED), rh }) as const
    const subscriptions = [...follows.map(subscription(1)), ...followsAfresh.map(subscription(0))]
    if (subscriptions.length > 0) {
      const answer = await ask((messageId) => ({ cmd: 'subscribe', messageId, subscriptions }))
      if (current !== connection) return
      const granted = answer?.cmd === 'suback' ? (answer.granted as readonly number[]) : []
      if (granted.length === 0 || granted.some((code) => code >= FIRST_FAILURE)) {
        state = 'refused'
        return connection.close()
      }
    }
    failures = 0
    state = 'connected'
    sending.begin(properties?.receiveMaximum ?? ANY_NUMBER, sessionPresent)
    parts.onUp?.()
  }

  /** Null: the connection ended before. */
  function ask(packetOf: (messageId: number) => Packet): Promise<Packet | null> {
    return new Promise((resolve) => {
      if (!current) return resolve(null)
      const messageId = number(() => false)
      asked.set(messageId, resolve)
      current.write(packetOf(messageId))
    })
  }

  function came({ topic, payload, retain, qos, messageId }: IPublishPacket, connection: Connection): void {
    if (isOver) return
    come++
    const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload
    const message = { topic, payload: bytes, isRetained: retain }
    if (qos === 0) {
      if (unpromised >= UNPROMISED_AT_ONCE) onDropped(null)
      else {
        unpromised++
        void takenInOrder(message, connection).finally(() => unpromised--)
      }
      return
    }
    const done = takenInOrder(message, connection)
    acknowledged = acknowledged
      .then(() => done)
      .then((isTaken) => {
        if (isTaken && current === connection)
          connection.write({ cmd: 'puback', reasonCode: 0, ...numbered(messageId) })
      })
  }

  /** One that cannot be taken for now holds those behind it that came from the same one: whose name all of a topic but its end is. */
  function takenInOrder(message: BrokerMessage, connection: Connection): Promise<boolean> {
    if (!keepsOrder) return taken(message, connection)
    const speaker = message.topic.slice(0, message.topic.lastIndexOf('/') + 1)
    const before = lines.get(speaker) ?? Promise.resolve(true)
    const done = before.then(() => taken(message, connection))
    lines.set(speaker, done)
    return done.finally(() => {
      if (lines.get(speaker) === done) lines.delete(speaker)
    })
  }

  /** False: the connection has ended, and the broker will send it again. Never rejects. */
  async function taken(message: BrokerMessage, connection: Connection): Promise<boolean> {
    while (current === connection) {
      try {
        await parts.take(message)
        return true
      } catch (error) {
        if (!(error instanceof BatonError && PASSING.has(error.code))) {
          onDropped(error)
          return true
        }
        await pause(RETAKEN_AFTER_MS)
      }
    }
    return false
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => void clock.after(ms, resolve))
  }

  /** Or not any more: whoever ends waits for nobody for long. */
  async function soon(work: Promise<void>): Promise<void> {
    let cancel = () => {}
    const late = new Promise<void>((resolve) => {
      cancel = clock.after(LEAVES_WITHIN_MS, resolve)
    })
    await Promise.race([work, late])
    cancel()
  }

  /** False: the connection has ended. */
  function pong(): Promise<boolean> {
    return new Promise((resolve) => {
      if (!current) return resolve(false)
      pongs.push(resolve)
      current.write({ cmd: 'pingreq' })
    })
  }

  open()

  return {
    get state() {
      return state
    },
    publish(topic, payload, livesMs) {
      if (state !== 'connected' || !current || current.unsentBytes() > MAX_UNSENT_BYTES) return false
      const properties = { messageExpiryInterval: Math.ceil(livesMs / 1_000) }
      return sending.add(
        { cmd: 'publish', topic, payload, qos: 1, retain: false, dup: false, properties },
        livesMs,
      )
    },
    retain(topic, payload) {
      if (state !== 'connected' || !current || current.unsentBytes() > MAX_UNSENT_BYTES) return
      current.write({ cmd: 'publish', topic, payload, qos: 0, retain: true, dup: false })
    },
    async unfollow(filters) {
      const answer = await ask((messageId) => ({
        cmd: 'unsubscribe',
        messageId,
        unsubscriptions: [...filters],
      }))
      if (!answer) throw new Error('the connection to the broker ended')
    },
    async drained() {
      for (;;) {
        const before = come
        await acknowledged
        // What the acknowledgements make room for is sent before the answer.
        const isThere = await pong()
        if (!isThere) throw new Error('the connection to the broker ended')
        if (come === before) return
      }
    },
    async leave(session, lastly = () => {}) {
      if (isOver) return
      isOver = true
      cancelNext()
      const connection = current
      if (!connection) return
      if (state === 'connected') {
        await soon(acknowledged)
        lastly()
        const forgotten = session === 'forget' && { properties: { sessionExpiryInterval: 0 } }
        connection.write({ cmd: 'disconnect', reasonCode: 0, ...forgotten })
        await soon(connection.finish())
      }
      connection.close()
    },
  }
}

function numbered(messageId: number | undefined): { messageId?: number } {
  return messageId === undefined ? {} : { messageId }
}
