import { accountContract, SignInBody, toRest } from '@baton/protocol'
import type { FastifyRequest } from 'fastify'
import { addressOf, COOKIE, route } from '#doors/http'
import type { RestRoutes } from '../shared/rest-routes.ts'
import { arrivalOf, KNOWN_COOKIE, keepCookie, meDocument, memberDocument, signedIn } from './cookies.ts'

/** The first owner, signing in and out, and the people of the household. */
export const accountRoutes: RestRoutes = ({ accounts }) =>
  async function routes(app) {
    // Whoever uses up the limit of an address must not keep a browser out that this user signed in with before.
    const knownBrowser = ({ body, cookies }: FastifyRequest) => {
      const mark = accounts.knownMark(SignInBody.parse(body).username, cookies[KNOWN_COOKIE])
      return mark === null ? null : `known ${mark}`
    }

    route(app, accountContract.needsOwner, async () => toRest({ needsOwner: await accounts.needsOwner() }))

    route(app, accountContract.createOwner, async (request, reply) => {
      const { code, username, password } = request.body
      reply.code(201)
      return signedIn(request, reply, await accounts.createOwner({ username, password }, code))
    })

    route(
      app,
      accountContract.signIn,
      async (request, reply) =>
        signedIn(request, reply, await accounts.signIn(request.body, addressOf(request), arrivalOf(request))),
      { limitKey: knownBrowser },
    )

    route(app, accountContract.signOut, async (request, reply) => {
      await accounts.signOut(request.signedIn())
      return reply
        .clearCookie(COOKIE, { path: `${request.ownPath()}/` })
        .code(204)
        .send()
    })

    route(app, accountContract.me, async (request, reply) => {
      keepCookie(request, reply)
      return meDocument(request.signedIn())
    })

    route(app, accountContract.members, async (request) =>
      (await accounts.members(request.signedIn())).map(memberDocument),
    )

    route(app, accountContract.addMember, async (request, reply) => {
      reply.code(201)
      const { role = 'member' } = request.body
      return memberDocument(await accounts.createMember(request.signedIn(), request.body, role))
    })
  }
