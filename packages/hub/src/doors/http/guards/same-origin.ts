// Who the request says it is for, and what a browser may do with the answer. The Host list keeps pages of other
// names from reaching a hub in the LAN by rebinding their own name to its address.
import { isIP } from 'node:net'
import { BatonError } from '@baton/protocol'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { HttpConfig } from './http-config.ts'

/** What a request says of itself, one that asks for another protocol among them. */
export type Asking = Pick<FastifyRequest, 'host' | 'headers'>

/** The refusal of a request for another protocol, or null. A browser says where one comes from, as of what changes something. */
export type UpgradeGuard = (asking: Asking) => BatonError | null

const OWN_PAGES = [
  "default-src 'self'",
  "img-src 'self' blob: data:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')
const POLICY = 'content-security-policy'
const DISPLAY_PAGE = /^\/display\/?(?:\?|$)/
/** What a policy can name: no address of IPv6, and nothing that would say more. */
const NAMEABLE_HOST = /^[a-z\d.-]+(?::\d{1,5})?$/i
/** The API's reference page brings its own inline script and style; it is served from here and reaches nowhere else. */
const REFERENCE_PAGE = OWN_PAGES.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'")
  .replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
  .concat("; font-src 'self' data:")

export function guard(app: FastifyInstance, { hostNames = [], origins = [] }: HttpConfig): UpgradeGuard {
  const names = new Set(hostNames.map((name) => name.toLowerCase()))
  const allowedOrigins = new Set(origins.map((origin) => origin.toLowerCase().replace(/\/+$/, '')))

  app.addHook('onRequest', async (request, reply) => {
    protect(reply, policyFor(request.url))
    reply.header('x-request-id', request.id)
    if (!isAllowedHost(request.host, names)) throw new BatonError('request.host')
    if (DISPLAY_PAGE.test(request.url)) reply.header(POLICY, withSocketsTo(request.host))
    if (isUnsafe(request.method) && cameFromElsewhere(request, allowedOrigins)) {
      throw new BatonError('request.origin')
    }
  })

  return (asking) => {
    if (!isAllowedHost(asking.host, names)) return new BatonError('request.host')
    return cameFromElsewhere(asking, allowedOrigins) ? new BatonError('request.origin') : null
  }
}

function policyFor(url: string): string {
  return url.startsWith('/docs') ? REFERENCE_PAGE : OWN_PAGES
}

/** For browsers before Safari 15.4, to which a WebSocket of the same host is not `'self'`: wall tablets are as old. */
function withSocketsTo(host: string): string {
  if (!NAMEABLE_HOST.test(host)) return OWN_PAGES
  return OWN_PAGES.replace("connect-src 'self'", `connect-src 'self' ws://${host} wss://${host}`)
}

function protect(reply: FastifyReply, policy: string): void {
  reply.headers({
    [POLICY]: policy,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  })
}

/** `host` with or without a port. */
function isAllowedHost(host: string, names: ReadonlySet<string>): boolean {
  const name = host
    .replace(/:\d{1,5}$/, '')
    .replace(/\.$/, '')
    .toLowerCase()
  if (name === 'localhost' || name.endsWith('.localhost') || name.endsWith('.local')) return true
  const address = name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : name
  return isIP(address) !== 0 || names.has(name)
}

export function isUnsafe(method: string): boolean {
  return method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS'
}

/** A browser says where an unsafe request comes from; what says nothing is a program, and has no cookie to misuse. */
function cameFromElsewhere(request: Asking, allowed: ReadonlySet<string>): boolean {
  const { origin } = request.headers
  if (origin !== undefined) return !isOwnOrigin(origin, request) && !allowed.has(origin.toLowerCase())
  const site = request.headers['sec-fetch-site']
  return site !== undefined && site !== 'same-origin' && site !== 'none'
}

/** The host decides and not the scheme: a proxy that speaks TLS for the hub leaves the hub with plain HTTP. */
function isOwnOrigin(origin: string, request: Asking): boolean {
  return URL.canParse(origin) && new URL(origin).host === request.host.toLowerCase()
}

/** With a cookie alone, silence about the origin is not enough. */
export function saysWhereItComesFrom(request: Pick<Asking, 'headers'>): boolean {
  return request.headers.origin !== undefined || request.headers['sec-fetch-site'] === 'same-origin'
}
