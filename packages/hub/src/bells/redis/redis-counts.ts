// Counts that all workers share, for limits per minute. Whoever asks never waits for a Redis that is away: it is told
// so at once, and the connection is made again meanwhile. What is counted is an address or a person: Redis gets a keyed
// mark of it, which nobody who reads there can turn back.
import { createHmac } from 'node:crypto'
import { createClient } from 'redis'
import type { SharedCounts } from '#engine'
import { connectionTo, type RedisAddress } from './connection.ts'

const PREFIX = 'us:limit:'
/** Longer than any answer of a Redis that is well, shorter than anybody notices. */
const ANSWERS_WITHIN_MS = 250

export interface RedisCountsOptions extends RedisAddress {
  /** The same on every worker, and never in Redis. */
  readonly key: Uint8Array
}

export function redisCounts({
  key: markKey,
  ...address
}: RedisCountsOptions): SharedCounts & AsyncDisposable {
  const client = createClient({
    ...connectionTo(address, 'baton-limits'),
    disableOfflineQueue: true,
    commandOptions: { timeout: ANSWERS_WITHIN_MS },
  })
  // Without a listener a lost connection would end the process. It comes again by itself.
  client.on('error', () => {})
  void client.connect().catch(() => {})

  return {
    async increment(key, windowMs) {
      if (!client.isReady) return null
      const name = PREFIX + createHmac('sha256', markKey).update(key).digest('base64url')
      try {
        const asked = client.multi().incr(name).pExpire(name, windowMs, 'NX').pTTL(name).exec()
        const [count, , endsInMs] = await within(asked)
        return typeof count === 'number' && typeof endsInMs === 'number' ? { count, endsInMs } : null
      } catch {
        return null
      }
    },
    async [Symbol.asyncDispose]() {
      client.destroy()
    },
  }
}

async function within(asked: Promise<readonly unknown[]>): Promise<readonly unknown[]> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('Redis does not answer')), ANSWERS_WITHIN_MS)
  })
  try {
    return await Promise.race([asked, late])
  } finally {
    clearTimeout(timer)
  }
}
