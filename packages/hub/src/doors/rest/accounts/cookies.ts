import { toRest } from '@baton/protocol'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Arrival, CookieSignIn, User } from '#accounts'
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
    .setCookie(COOKIE, secret, { ...common, path: '/', sameSite: 'lax', expires: new Date(expiresAt) })
    .setCookie(KNOWN_COOKIE, known, {
      ...common,
      path: '/signin',
      sameSite: 'strict',
      expires: new Date(Date.now() + KNOWN_MS),
    })
  return meDocument(principal)
}

export function meDocument(principal: Principal): unknown {
  const { userId, username, sessionId, householdId, roles, limits, scopes, deviceId } = principal
  return toRest({ userId, username, sessionId, householdId, roles, limits, scopes, deviceId })
}

export function memberDocument({ userId, username, roles, limits }: User): unknown {
  return toRest({ userId, username, roles, limits })
}
