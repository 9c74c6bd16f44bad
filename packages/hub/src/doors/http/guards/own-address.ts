// By which address the hub is reached, as it tells it to others and scopes its cookies. A proxy may have put it under a
// path of its own: it says so in a header, or the public address has that path. Rules O17 and O18.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { HttpConfig } from './http-config.ts'
import { comesFrom } from './networks.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The hub's own address, as it is told to others, without a slash at its end. */
    ownAddress(): string
    /** What a proxy has taken away from the front of the path, such as `/baton`; empty: nothing. */
    ownPath(): string
  }
}

const MAX_PATH_LENGTH = 200
const PLAIN_PATH = /^(?:\/[\w.~-]+)+$/

export function ownAddress(
  app: FastifyInstance,
  { publicUrl, trustedProxies = [] }: Pick<HttpConfig, 'publicUrl' | 'trustedProxies'>,
): void {
  const isTrusted = comesFrom(trustedProxies)
  const known = publicUrl === undefined ? null : new URL(publicUrl)

  const pathOf = (request: FastifyRequest): string => {
    const { 'x-forwarded-prefix': said } = request.headers
    if (typeof said === 'string' && isTrusted(request)) return plainPath(said)
    return known?.host === request.host.toLowerCase() ? plainPath(known.pathname) : ''
  }
  app.decorateRequest('ownPath', function (this: FastifyRequest): string {
    return pathOf(this)
  })
  app.decorateRequest('ownAddress', function (this: FastifyRequest): string {
    return publicUrl ?? `${this.protocol}://${this.host}${pathOf(this)}`
  })
}

/** It goes into headers and addresses: what could mean anything else there is none. */
export function plainPath(text: string): string {
  const path = text.replace(/\/+$/, '')
  return path.length <= MAX_PATH_LENGTH && PLAIN_PATH.test(path) && !/\/\.\.?(?:\/|$)/.test(path) ? path : ''
}
