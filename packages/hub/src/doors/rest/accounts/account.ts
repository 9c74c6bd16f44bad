import { toRest } from '@baton/protocol'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { addressOf, COOKIE, limited, routeSchema } from '#doors/http'
import type { RestRoutes } from '../rest-door.ts'
import { CommandBody } from '../shared/bodies.ts'
import { MemberBody, SetupBody, SignInBody } from './bodies.ts'
import { arrivalOf, KNOWN_COOKIE, meDocument, memberDocument, signedIn } from './cookies.ts'
import { Me, Member } from './documents.ts'

const tag = 'account'

/** The first owner, signing in and out, and the people of the household. */
export const accountRoutes: RestRoutes = ({ accounts, engine }) =>
  async function routes(app) {
    const open = { access: 'open', ...limited('signIn') } as const
    // Whoever uses up the limit of an address must not keep a browser out that this user signed in with before.
    const knownBrowser = ({ body, cookies }: FastifyRequest) => {
      const mark = accounts.knownMark(SignInBody.parse(body).username, cookies[KNOWN_COOKIE])
      return mark === null ? null : `known ${mark}`
    }

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
        config: { ...open, limitKey: knownBrowser },
        schema: { body: SignInBody, ...routeSchema({ tag, summary: 'Sign in with a cookie', answer: Me }) },
      },
      async (request, reply) =>
        signedIn(request, reply, await accounts.signIn(request.body, addressOf(request), arrivalOf(request))),
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
        const { role = 'member' } = request.body
        return memberDocument(await accounts.createMember(request.signedIn(), request.body, role))
      },
    )
  }
