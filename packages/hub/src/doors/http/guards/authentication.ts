// Who is asking comes from the credential alone: a bearer token or the cookie, never a header or a body that names
// somebody. Every request of a sign-in that is bound to a device counts as contact of that device, and is not answered
// before all workers count with it.
import { type Access, AS_SPEAKER, BatonError, type Scope } from '@baton/protocol'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Accounts } from '#accounts'
import { type Engine, isWithinScope, type Principal } from '#engine'
import { bearerIn } from './bearer.ts'
import { isUnsafe, saysWhereItComesFrom } from './same-origin.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
    /** What a key needs to ask; null or missing: no key may. */
    scope?: Scope | null
  }
  interface FastifyRequest {
    /** Null where nobody is signed in. */
    principal: Principal | null
    /** Throws where nobody is signed in. */
    signedIn(): Principal
    /** Who asks an open route; null where nobody is signed in, or not any more. */
    visitor(): Promise<Principal | null>
    /** Asks once more: a sign-in can end while its request is being answered. */
    isStillSignedIn(): Promise<boolean>
  }
}

export const COOKIE = 'baton_session'

export function authentication(app: FastifyInstance, engine: Engine, accounts: Accounts): void {
  app.decorateRequest('principal', null)
  app.decorateRequest('signedIn', function (this: FastifyRequest): Principal {
    if (!this.principal) throw new BatonError('auth.required')
    return this.principal
  })

  app.decorateRequest('visitor', function (this: FastifyRequest): Promise<Principal | null> {
    return principalOf(this, accounts).catch(() => null)
  })

  app.decorateRequest('isStillSignedIn', async function (this: FastifyRequest): Promise<boolean> {
    return (await this.visitor()) !== null
  })

  app.addHook('onRequest', async (request) => {
    const { access, scope = null } = request.routeOptions.config
    if (access === undefined || access === 'open') return
    const principal = await principalOf(request, accounts)
    if (!principal) throw new BatonError('auth.required')
    // Before anything is refused: a device takes a refusal for contact as well. Rule P29 in docs/protocol/speaker.md.
    if (principal.deviceId) await engine.contact(principal)
    if (access === 'owner' && !principal.roles.includes('owner')) throw new BatonError('auth.forbidden')
    if (!isWithinScope(principal, scope)) throw new BatonError('auth.scope')
    request.principal =
      request.headers[AS_SPEAKER.header] === AS_SPEAKER.value ? { ...principal, asSpeaker: true } : principal
  })
}

export async function principalOf(request: FastifyRequest, accounts: Accounts): Promise<Principal | null> {
  const { authorization } = request.headers
  if (authorization !== undefined) {
    const principal = await accounts.authenticate('bearer', bearerIn(authorization) ?? '')
    if (!principal) throw new BatonError('auth.wrong-token')
    return principal
  }
  const secret = request.cookies[COOKIE]
  if (!secret) return null
  const principal = await accounts.authenticate('cookie', secret)
  if (principal && isUnsafe(request.method) && !saysWhereItComesFrom(request)) {
    throw new BatonError('request.origin')
  }
  return principal
}
