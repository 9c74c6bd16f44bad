import { toRest } from '@baton/protocol'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Arrival, COOKIE_MS, type CookieSignIn, type User } from '#accounts'
import { COOKIE } from '#doors/http'
import type { Principal } from '#engine'
import { clientName } from './client-name.ts'

/** Stays when the sign-in ends, and goes only where passwords go: see rule A17. */
export const KNOWN_COOKIE = 'baton_known'
const KNOWN_MS = 400 * 24 * 3_600_000

export function arrivalOf(request: FastifyRequest): Arrival {
  return { name: clientName(request), known: request.cookies[KNOWN_COOKIE] }
}

/** Gives the browser its cookies, and says who it is now. */
export function signedIn(request: FastifyRequest, reply: FastifyReply, signIn: CookieSignIn) {
  const { principal, secret, expiresAt, known } = signIn
  const common = { httpOnly: true, secure: request.protocol === 'https' } as const
  reply
    .header('cache-control', 'no-store')
    .setCookie(COOKIE, secret, sessionCookie(request, expiresAt))
    .setCookie(KNOWN_COOKIE, known, {
      ...common,
      path: `${request.ownPath()}/signin`,
      sameSite: 'strict',
      expires: new Date(Date.now() + KNOWN_MS),
    })
  return meDocument(principal)
}

/** A browser that comes back keeps its cookie for as long as the hub does: since the last use. */
export function keepCookie(request: FastifyRequest, reply: FastifyReply): void {
  const secret = request.cookies[COOKIE]
  if (secret === undefined || request.headers.authorization !== undefined) return
  reply.setCookie(COOKIE, secret, sessionCookie(request, Date.now() + COOKIE_MS))
}

function sessionCookie(request: FastifyRequest, expiresAt: number) {
  const secure = request.protocol === 'https'
  return {
    httpOnly: true,
    secure,
    path: `${request.ownPath()}/`,
    sameSite: 'lax',
    expires: new Date(expiresAt),
  } as const
}

export function meDocument(principal: Principal): unknown {
  const { userId, username, sessionId, householdId, roles, limits, scopes, deviceId } = principal
  return toRest({ userId, username, sessionId, householdId, roles, limits, scopes, deviceId })
}

export function memberDocument({ userId, username, roles, limits }: User): unknown {
  return toRest({ userId, username, roles, limits })
}
