import { BatonError, toRest } from '@baton/protocol'
import formbody from '@fastify/formbody'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { addressOf, COOKIE, limited, routeSchema } from '#doors/http'
import type { CookieSignIn, Principal, Tokens, User } from '#engine'
import { Me, Member, TokenDocument } from './documents.ts'
import { CommandBody, MemberBody, RevokeForm, SetupBody, SignInBody, TokenForm } from './names.ts'
import type { RestRoutes } from './rest-door.ts'

const tag = 'account'

export const accountRoutes: RestRoutes = (parts) =>
  async function routes(app) {
    const { accounts, engine } = parts
    const open = { access: 'open', ...limited('signIn') } as const

    app.get(
      '/setup',
      {
        config: { access: 'open' },
        schema: routeSchema({
          tag,
          summary: 'Is there an owner yet?',
          answer: z.object({ needsOwner: z.boolean() }),
        }),
      },
      async () => toRest({ needsOwner: await accounts.needsOwner() }),
    )

    app.post(
      '/setup',
      {
        config: open,
        schema: {
          body: SetupBody,
          ...routeSchema({
            tag,
            summary: 'Become the owner, with the code of the set-up link',
            answer: Me,
            status: 201,
          }),
        },
      },
      async (request, reply) => {
        const { code, username, password } = request.body
        reply.code(201)
        return signedIn(request, reply, await accounts.createOwner({ username, password }, code))
      },
    )

    app.post(
      '/signin',
      {
        config: open,
        schema: { body: SignInBody, ...routeSchema({ tag, summary: 'Sign in with a cookie', answer: Me }) },
      },
      async (request, reply) =>
        signedIn(request, reply, await accounts.signIn(request.body, addressOf(request))),
    )

    app.post(
      '/signout',
      {
        schema: {
          body: CommandBody.default({}),
          ...routeSchema({ tag, summary: 'End this sign-in', status: 204 }),
        },
      },
      async (request, reply) => {
        const principal = request.signedIn()
        await accounts.signOut(principal)
        await engine.leave(principal)
        return reply.clearCookie(COOKIE, { path: '/' }).code(204).send()
      },
    )

    app.get(
      '/me',
      { schema: routeSchema({ tag, summary: 'Who is signed in', answer: Me }) },
      async (request) => meDocument(request.signedIn()),
    )

    app.get(
      '/users',
      { schema: routeSchema({ tag, summary: 'The people of the household', answer: z.array(Member) }) },
      async (request) => (await accounts.members(request.signedIn())).map(memberDocument),
    )

    app.post(
      '/users',
      {
        config: { access: 'owner', ...limited('signIn') },
        schema: {
          body: MemberBody,
          ...routeSchema({ tag, summary: 'Add a person to the household', answer: Member, status: 201 }),
        },
      },
      async (request, reply) => {
        reply.code(201)
        return memberDocument(await accounts.createMember(request.signedIn(), request.body))
      },
    )

    await app.register(tokenRoutes(parts))
  }

/** Programs, as OAuth's password and refresh grants. The only routes that read forms beside JSON. */
const tokenRoutes: RestRoutes = ({ accounts, engine }) =>
  async function routes(app) {
    await app.register(formbody, { bodyLimit: 16_384 })

    app.post(
      '/token',
      {
        config: { access: 'open', ...limited('mint') },
        schema: {
          body: TokenForm,
          ...routeSchema({ tag, summary: 'Tokens for a program', answer: TokenDocument }),
        },
      },
      async (request, reply) => {
        reply.header('cache-control', 'no-store')
        const { grant_type, username, password, refresh_token } = request.body
        switch (grant_type) {
          case 'password': {
            if (!username || !password)
              throw new BatonError('request.invalid', { needed: 'username and password' })
            return tokenDocument(await accounts.passwordGrant({ username, password }, addressOf(request)))
          }
          case 'refresh_token': {
            if (!refresh_token) throw new BatonError('request.invalid', { needed: 'refresh_token' })
            return tokenDocument(await accounts.refreshGrant(refresh_token))
          }
          default:
            throw new BatonError('auth.unsupported-grant')
        }
      },
    )

    app.post(
      '/revoke-token',
      {
        config: { access: 'open', ...limited('mint') },
        schema: {
          body: RevokeForm.default({}),
          ...routeSchema({ tag, summary: 'End the sign-in of a token', status: 204 }),
        },
      },
      async (request, reply) => {
        const token = request.body.token ?? request.headers.authorization?.split(' ')[1]
        if (!token) throw new BatonError('request.invalid', { needed: 'token' })
        const principal = await accounts.authenticate('bearer', token)
        await accounts.revoke(token)
        if (principal) await engine.leave(principal)
        return reply.code(204).send()
      },
    )
  }

function signedIn(
  request: FastifyRequest,
  reply: FastifyReply,
  { principal, secret, expiresAt }: CookieSignIn,
) {
  reply.header('cache-control', 'no-store').setCookie(COOKIE, secret, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: request.protocol === 'https',
    expires: new Date(expiresAt),
  })
  return meDocument(principal)
}

function meDocument({ userId, username, sessionId, householdId, roles, deviceId }: Principal): unknown {
  return toRest({ userId, username, sessionId, householdId, roles, deviceId })
}

function memberDocument({ userId, username, roles }: User): unknown {
  return toRest({ userId, username, roles })
}

function tokenDocument({ accessToken, refreshToken, expiresInMs }: Tokens) {
  return {
    access_token: accessToken,
    refresh_token: refreshToken,
    token_type: 'bearer' as const,
    expires_in: Math.floor(expiresInMs / 1_000),
  }
}
