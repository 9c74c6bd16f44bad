// The bell of many workers. Each has one connection that listens and one that rings; whatever becomes of them, a ring
// is sent at once or not at all, and nobody waits for it.
import { randomUUID } from 'node:crypto'
import { createClient } from 'redis'
import type { Bell, PassedBeacon, Ring } from '#engine'
import { connectionTo, type RedisAddress } from './connection.ts'
import { everyHousehold, householdChannel, readMessage, userChannel } from './messages.ts'

export interface RedisBell extends Bell {
  /** False: rings of other workers do not arrive; followers are served by looking at the log once a second. */
  readonly isConnected: boolean
}

export interface RedisBellOptions extends RedisAddress {
  /** Told when the connection is lost and when it is there again; not for each attempt in between. */
  readonly onChange?: (connected: boolean) => void
}

/** Begins to connect, and does not wait for it: a hub starts and works without Redis, only slower. */
export function redisBell({ onChange = () => {}, ...address }: RedisBellOptions): RedisBell {
  const self = randomUUID()
  const listeners = new Set<{ readonly onRing: (ring: Ring) => void; readonly onGap: () => void }>()
  const passedListeners = new Set<(beacon: PassedBeacon) => void>()
  const options = connectionTo(address, 'baton')
  const ringer = createClient({ ...options, disableOfflineQueue: true })
  const ear = createClient(options)
  let connected = false
  let closed = false

  const changed = () => {
    const now = ringer.isReady && ear.isReady
    if (closed || now === connected) return
    connected = now
    onChange(now)
  }
  for (const client of [ringer, ear]) {
    for (const event of ['error', 'end', 'reconnecting', 'ready'] as const) client.on(event, changed)
  }
  // Its subscription is there again by then.
  ear.on('ready', () => {
    for (const { onGap } of listeners) onGap()
  })

  const hear = (text: string, channel: string) => {
    const message = readMessage(channel, text)
    if (message === null || message.from === self) return
    if (message.kind === 'ring')
      for (const { onRing } of listeners)
        onRing({ householdId: message.householdId, seq: message.seq, users: [] })
    else for (const listener of passedListeners) listener(message.passed)
  }
  const publish = (channel: string, message: object) => {
    // Rejected when Redis is away or too much is on its way: that is a lost ring, and the log tells it within a second.
    ringer.publish(channel, JSON.stringify(message)).catch(() => {})
  }
  void ear.pSubscribe(everyHousehold, hear).catch(() => {})
  for (const client of [ringer, ear]) void client.connect().catch(() => {})

  return {
    get isConnected() {
      return connected
    },
    ring(ring) {
      for (const { onRing } of listeners) onRing(ring)
      if (closed) return
      const { householdId, seq, users } = ring
      // Handed over in one turn, these leave in one write.
      publish(householdChannel(householdId), { from: self, seq })
      for (const { userId, rev, type, ts } of users) publish(userChannel(userId), { rev, type, ts })
    },
    listen(onRing, onGap = () => {}) {
      const listener = { onRing, onGap }
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    pass({ householdId, ...passed }) {
      if (!closed) publish(householdChannel(householdId), { from: self, ...passed })
    },
    onPassed(listener) {
      passedListeners.add(listener)
      return () => passedListeners.delete(listener)
    },
    async close() {
      closed = true
      listeners.clear()
      passedListeners.clear()
      for (const client of [ringer, ear]) client.destroy()
    },
  }
}
