// Ways in beside the password: a proxy in front of the hub that says who it has let through, and a provider of
// OpenID Connect. Both end in the same cookie as a sign-in by password.
import {
  BatonError,
  MAX_USERNAME_LENGTH,
  signOnContract,
  signOnEndpoints,
  templateOf,
  toRest,
  type UserId,
} from '@baton/protocol'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { addressOf, comesFrom, route } from '#doors/http'
import type { RestRoutes } from '../shared/rest-routes.ts'
import { arrivalOf, signedIn } from './cookies.ts'
import { opened, sealed } from './sealed-state.ts'

const STATE_COOKIE = 'baton_sign_on'
const BEGIN = templateOf(signOnEndpoints.begin)
const CALLBACK = templateOf(signOnEndpoints.finish)
const AWAY_MS = 10 * 60_000

export const signOnRoutes: RestRoutes = ({ accounts, signOn }) =>
  async function routes(app) {
    const { identities, audit } = accounts
    const proxy = signOn?.proxy
    const isTrusted = comesFrom(proxy?.trusted ?? [])

    route(app, signOnContract.ways, async () =>
      toRest({
        password: true,
        proxy: proxy !== undefined,
        oidc: signOn?.oidc ? { name: signOn.oidc.provider.name, url: BEGIN } : null,
      }),
    )

    route(app, signOnContract.byProxy, async (request, reply) => {
      if (!proxy) throw new BatonError('auth.not-offered')
      const given = request.headers[proxy.header.toLowerCase()]
      const address = addressOf(request)
      // Anybody can send a header. Only the word of whoever stands at the other end of the connection counts.
      if (!isTrusted(request)) {
        const network = audit.networkOf(address)
        if (given !== undefined)
          await audit.noteForInstallation({ kind: 'proxy-header.ignored', network, floods: true })
        throw new BatonError('auth.required')
      }
      const username = typeof given === 'string' ? given.trim() : ''
      if (username === '' || username.length > MAX_USERNAME_LENGTH) throw new BatonError('auth.required')
      const signIn = await identities.proxySignIn(username, proxy.mayCreate, address, arrivalOf(request))
      return signedIn(request, reply, signIn)
    })

    route(app, signOnContract.begin, (request, reply) => orBack(reply, () => begin(request, reply, null)))

    route(app, signOnContract.finish, (request, reply) => orBack(reply, () => finish(request, reply)))

    // Never by following a link: a page elsewhere could have the visitor linked to somebody else's identity.
    route(app, signOnContract.link, async (request, reply) => ({
      url: await begin(request, reply, request.signedIn().userId),
    }))

    route(app, signOnContract.identities, async (request) => identities.list(request.signedIn()))

    route(app, signOnContract.unlink, async (request, reply) => {
      await identities.unlink(request.signedIn(), request.body.issuer)
      return reply.code(204).send()
    })

    async function begin(
      request: FastifyRequest,
      reply: FastifyReply,
      linkFor: UserId | null,
    ): Promise<string> {
      if (!signOn?.oidc) throw new BatonError('auth.not-offered')
      const { url, checks } = await signOn.oidc.provider.begin(callbackOf(request))
      const until = Date.now() + AWAY_MS
      const kept = { ...checks, linkFor, until }
      reply.setCookie(STATE_COOKIE, sealed(kept, signOn.key), {
        path: `${request.ownPath()}/sign-in`,
        httpOnly: true,
        // The browser comes back from another site: with `strict` it would leave the cookie out.
        sameSite: 'lax',
        secure: request.protocol === 'https',
        expires: new Date(until),
      })
      return url
    }

    async function finish(request: FastifyRequest, reply: FastifyReply): Promise<string> {
      if (!signOn?.oidc) throw new BatonError('auth.not-offered')
      const kept = opened(request.cookies[STATE_COOKIE], signOn.key, Date.now())
      reply.clearCookie(STATE_COOKIE, { path: `${request.ownPath()}/sign-in` })
      if (!kept) throw new BatonError('auth.sign-in-broken-off')
      const visitor = kept.linkFor === null ? null : await request.visitor()
      if ((visitor?.userId ?? null) !== kept.linkFor) throw new BatonError('auth.sign-in-broken-off')
      const { search } = new URL(request.url, callbackOf(request))
      const { provider, mayCreate } = signOn.oidc
      const identity = await provider.finish(new URL(callbackOf(request) + search), kept)
      const options = { link: visitor, mayCreate }
      const arrival = arrivalOf(request)
      const signIn = await identities.identitySignIn(identity, options, addressOf(request), arrival)
      if (signIn !== 'linked') signedIn(request, reply, signIn)
      return `${request.ownPath()}/`
    }
  }

/** A person stands in front of this, not a program: refusals are told by the app's own page. */
async function orBack(reply: FastifyReply, go: () => Promise<string>): Promise<FastifyReply> {
  const url = await go().catch((error: unknown) => {
    if (error instanceof BatonError) return `${reply.request.ownPath()}/#/sign-in?refused=${error.code}`
    throw error
  })
  return reply.header('cache-control', 'no-store').redirect(url, 303)
}

function callbackOf(request: FastifyRequest): string {
  return `${request.ownAddress()}${CALLBACK}`
}
