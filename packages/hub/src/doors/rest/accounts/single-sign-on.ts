// Ways in beside the password: a proxy in front of the hub that says who it has let through, and a provider of
// OpenID Connect. Both end in the same cookie as a sign-in by password.
import { BatonError, toRest, type UserId } from '@baton/protocol'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { SingleSignOn } from '#accounts'
import { addressOf, isAmong, limited, networksOf, routeSchema } from '#doors/http'
import type { RestRoutes } from '../rest-door.ts'
import { CommandBody, event } from '../shared/bodies.ts'
import { arrivalOf, signedIn } from './cookies.ts'
import { Me } from './documents.ts'
import { opened, sealed } from './sealed-state.ts'

export interface SignOn {
  readonly proxy?:
    | { readonly header: string; readonly trusted: readonly string[]; readonly mayCreate: boolean }
    | undefined
  readonly oidc?: { readonly provider: SingleSignOn; readonly mayCreate: boolean } | undefined
  /** Seals what a browser keeps meanwhile; the same on every worker. */
  readonly key: Uint8Array
}

const tag = 'account'
const STATE_COOKIE = 'baton_sign_on'
const CALLBACK = '/sign-in/oidc/callback'
const AWAY_MS = 10 * 60_000
const MAX_NAME_LENGTH = 64

const Ways = z.object({
  password: z.literal(true),
  proxy: z.boolean().describe('`POST /signin/proxy` signs in whom the proxy in front has let through.'),
  oidc: z.object({ name: z.string(), url: z.string() }).nullable().describe('Send the browser to `url`.'),
})

export const signOnRoutes: RestRoutes = ({ accounts, signOn }) =>
  async function routes(app) {
    const { identities, audit } = accounts
    const open = { access: 'open', ...limited('signIn') } as const
    const proxy = signOn?.proxy
    const trusted = networksOf(proxy?.trusted ?? [])

    app.get(
      '/signin',
      {
        config: { access: 'open' },
        schema: routeSchema({ tag, summary: 'How one can sign in', answer: Ways }),
      },
      async () =>
        toRest({
          password: true,
          proxy: proxy !== undefined,
          oidc: signOn?.oidc ? { name: signOn.oidc.provider.name, url: '/sign-in/oidc' } : null,
        }),
    )

    app.post(
      '/signin/proxy',
      {
        config: open,
        schema: {
          body: CommandBody.default({}),
          ...routeSchema({ tag, summary: 'Sign in as whom the proxy in front names', answer: Me }),
        },
      },
      async (request, reply) => {
        if (!proxy) throw new BatonError('auth.not-offered')
        const given = request.headers[proxy.header.toLowerCase()]
        const address = addressOf(request)
        // Anybody can send a header. Only the word of whoever stands at the other end of the connection counts.
        if (!isAmong(trusted, plainAddress(request))) {
          const network = audit.networkOf(address)
          if (given !== undefined)
            await audit.noteForInstallation({ kind: 'proxy-header.ignored', network, floods: true })
          throw new BatonError('auth.required')
        }
        const username = typeof given === 'string' ? given.trim() : ''
        if (username === '' || username.length > MAX_NAME_LENGTH) throw new BatonError('auth.required')
        const signIn = await identities.proxySignIn(username, proxy.mayCreate, address, arrivalOf(request))
        return signedIn(request, reply, signIn)
      },
    )

    app.get(
      '/sign-in/oidc',
      {
        config: open,
        schema: routeSchema({
          tag,
          summary: 'Go to the provider of single sign-on; for browsers',
        }),
      },
      (request, reply) => orBack(reply, () => begin(request, reply, null)),
    )

    app.get(
      CALLBACK,
      {
        config: open,
        schema: routeSchema({ tag, summary: 'Where the provider sends the browser back to' }),
      },
      (request, reply) => orBack(reply, () => finish(request, reply)),
    )

    // Never by following a link: a page elsewhere could have the visitor linked to somebody else's identity.
    app.post(
      '/me/identities',
      {
        config: limited('signIn'),
        schema: {
          body: CommandBody.default({}),
          ...routeSchema({
            tag,
            summary: 'Be known by single sign-on from now on: send the browser to `url`',
            answer: z.object({ url: z.string() }),
          }),
        },
      },
      async (request, reply) => ({ url: await begin(request, reply, request.signedIn().userId) }),
    )

    app.get(
      '/me/identities',
      {
        schema: routeSchema({
          tag,
          summary: 'The providers that you are known by',
          answer: z.array(z.object({ issuer: z.string(), at: z.int() })),
        }),
      },
      async (request) => identities.list(request.signedIn()),
    )

    app.delete(
      '/me/identities',
      {
        config: limited('control'),
        schema: {
          body: z.strictObject({ issuer: z.string().max(500), ...event }),
          ...routeSchema({ tag, summary: 'Be known by that provider no more', status: 204 }),
        },
      },
      async (request, reply) => {
        await identities.unlink(request.signedIn(), request.body.issuer)
        return reply.code(204).send()
      },
    )

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
        path: '/sign-in',
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
      reply.clearCookie(STATE_COOKIE, { path: '/sign-in' })
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
      return '/'
    }
  }

/** A person stands in front of this, not a program: refusals are told by the app's own page. */
async function orBack(reply: FastifyReply, go: () => Promise<string>): Promise<FastifyReply> {
  const url = await go().catch((error: unknown) => {
    if (error instanceof BatonError) return `/#/sign-in?refused=${error.code}`
    throw error
  })
  return reply.header('cache-control', 'no-store').redirect(url, 303)
}

function callbackOf({ protocol, host }: FastifyRequest): string {
  return `${protocol}://${host}${CALLBACK}`
}

/** Of the connection itself, whatever headers say. */
function plainAddress({ socket }: FastifyRequest): string {
  return (socket.remoteAddress ?? '').replace(/^::ffff:/i, '')
}
