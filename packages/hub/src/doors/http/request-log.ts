// One line per request, with nothing in it that is secret or personal: the route's pattern instead of the address, ids
// instead of names, no query, no headers, no body. Rules O4 to O6 in docs/protocol/operations.md.
import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { isIPv6 } from 'node:net'
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest } from 'fastify'
import { comesFrom } from './guards/networks.ts'
import { type Metrics, NO_ROUTE } from './metrics/metrics.ts'

/** Asked many times a minute by every speaker: told only to whoever wants to see all. */
const QUIET_ROUTES = new Set([
  '/devices/heartbeat',
  '/devices/me/report',
  '/media/tracks/:track_id',
  '/socket.io',
])
const UNAVAILABLE = 503
const PLAUSIBLE_ID = /^[\w.:=+/-]{1,100}$/

declare module 'fastify' {
  interface FastifyRequest {
    /** The code of the refusal that it was answered with. */
    refusal: string | null
  }
}

/** A trusted proxy's id goes on through the hub, so that both logs can be laid side by side; others get a new one. */
export function requestIds(trustedProxies: readonly string[]): (request: IncomingMessage) => string {
  const isTrusted = comesFrom(trustedProxies)
  return (request) => {
    const given = request.headers['x-request-id']
    const isGood = typeof given === 'string' && PLAUSIBLE_ID.test(given)
    return isGood && isTrusted(request) ? given : randomUUID()
  }
}

export function logRequests(
  app: FastifyInstance,
  { log, metrics }: { readonly log: FastifyBaseLogger | undefined; readonly metrics: Metrics | undefined },
): void {
  app.decorateRequest('refusal', null)
  app.addHook('onResponse', async (request, reply) => {
    const { method, principal, refusal } = request
    const { statusCode: status } = reply
    const route = request.routeOptions.url ?? NO_ROUTE
    const isStream = `${reply.raw.getHeader('content-type')}`.startsWith('text/event-stream')
    const ms = Math.round(reply.elapsedTime)
    metrics?.answered({ method, route, status, ms: isStream ? null : reply.elapsedTime })
    log?.[levelOf(request, route, status)](
      {
        request_id: request.id,
        method,
        route,
        status,
        ms,
        ...(refusal !== null && { code: refusal }),
        ...(principal && { user: principal.userId }),
        ...(principal?.deviceId && { device: principal.deviceId }),
      },
      'answered',
    )
  })
}

/**
 * What changes something and what fails is for every day; what only reads is for whoever looks for something. That the
 * store is away is told once, and not with every request that comes meanwhile.
 */
function levelOf({ method }: FastifyRequest, route: string, status: number): 'error' | 'info' | 'debug' {
  if (status >= 500 && status !== UNAVAILABLE) return 'error'
  const changes = method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS'
  return changes && route !== NO_ROUTE && !QUIET_ROUTES.has(route) ? 'info' : 'debug'
}

/** For the logger of the hub. */
export const logSerializers = {
  req: (request: { readonly method?: string; readonly routeOptions?: { readonly url?: string } }) => ({
    method: request.method,
    route: request.routeOptions?.url ?? NO_ROUTE,
  }),
  res: (reply: { readonly statusCode?: number }) => ({ status: reply.statusCode }),
  err: (error: unknown) => writtenError(error),
}

const MAX_CAUSES = 3
const MAX_STACK = 4_000

/** Only what says where it went wrong: what a library hangs on its errors may be rows, addresses or headers. */
function writtenError(error: unknown, depth = 0): object {
  if (!(error instanceof Error)) return { message: withoutSecrets(String(error)) }
  const { name, message, stack = '', cause } = error
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  return {
    type: name,
    message: withoutSecrets(message),
    ...(code !== undefined && { code }),
    stack: withoutSecrets(stack.slice(0, MAX_STACK)),
    ...(cause !== undefined && depth < MAX_CAUSES && { cause: writtenError(cause, depth + 1) }),
  }
}

/** Query strings, credentials in addresses, bearer tokens, mail addresses and network addresses. */
function withoutSecrets(text: string): string {
  return text
    .replace(/\b([a-z][a-z+.-]*:\/\/)[^\s"'<>]*@/gi, '$1…@')
    .replace(/(\/[^\s"'<>?()]*)\?[^\s"'<>()]+/g, '$1?…')
    .replace(/\b(bearer|basic)\s+[\w.~+/=-]+/gi, '$1 …')
    .replace(/[\w.+-]+@[\w-]+(\.[\w-]+)+/g, '…')
    .replace(/\b\d{1,3}(\.\d{1,3}){3}\b/g, '…')
    .replace(/(?<![\da-f:])[\da-f]*:[\da-f:]*:[\da-f:]*/gi, (found) => (isAddress(found) ? '…' : found))
}

/** Of IPv6, with or without a port behind it. */
function isAddress(text: string): boolean {
  return isIPv6(text) || isIPv6(text.replace(/:\d+$/, ''))
}
