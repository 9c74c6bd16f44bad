import { BatonError } from '@baton/protocol'
import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { SharedCounts } from '#engine'
import { countingStore } from './rate-counts.ts'

/** What a request counts towards. All routes of a class share one count per principal, else per address. */
export type LimitClass = 'signIn' | 'mint' | 'control' | 'queue' | 'read'

/** Requests per minute. */
export type Limits = Readonly<Record<LimitClass, number>>

const USUAL: Limits = { signIn: 30, mint: 120, control: 1_200, queue: 600, read: 6_000 }
const MINUTE_MS = 60_000

declare module 'fastify' {
  interface FastifyContextConfig {
    limitClass?: LimitClass
    /** Whom the request is counted for, where that is neither the user nor the address; null: as usual. */
    limitKey?: (request: FastifyRequest) => string | null
  }
}

/** For a route's `config`. */
export function limited(limitClass: LimitClass): { readonly limitClass: LimitClass } {
  return { limitClass }
}

export async function rateLimits(
  app: FastifyInstance,
  changed: Partial<Limits>,
  shared: SharedCounts | null,
): Promise<void> {
  const limits: Limits = { ...USUAL, ...changed }
  // Before the plugin, whose own hook reads what is set here.
  app.addHook('onRoute', (route) => {
    const limitClass = route.config?.limitClass
    if (!limitClass) return
    route.config = {
      ...route.config,
      rateLimit: { max: limits[limitClass], timeWindow: MINUTE_MS, groupId: limitClass, hook: 'preHandler' },
    }
  })
  await app.register(rateLimit, {
    global: false,
    store: countingStore(shared),
    keyGenerator: keyOf,
    errorResponseBuilder: (_request, { ttl }) => new BatonError('limit.too-many', { retry_after_ms: ttl }),
    addHeaders: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
    addHeadersOnExceeding: {
      'x-ratelimit-limit': false,
      'x-ratelimit-remaining': false,
      'x-ratelimit-reset': false,
    },
  })
}

function keyOf(request: FastifyRequest): string {
  const { limitKey } = request.routeOptions.config
  return limitKey?.(request) ?? request.principal?.userId ?? addressOf(request)
}

/** The client's address; of IPv6 its network, since one client has many addresses there. */
export function addressOf(request: FastifyRequest): string {
  // Of a socket that is gone already there is no address any more.
  const ip: string | undefined = request.ip
  if (!ip?.includes(':')) return ip ?? ''
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)
  return mapped?.[1] ?? `${ip.split(':').slice(0, 4).join(':')}::/64`
}
