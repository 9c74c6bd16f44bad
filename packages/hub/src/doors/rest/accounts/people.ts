import { toRest, UserId } from '@baton/protocol'
import { z } from 'zod'
import { addressOf, limited, routeSchema } from '#doors/http'
import type { RestRoutes } from '../rest-door.ts'
import { CommandBody } from '../shared/bodies.ts'
import { PasswordBody, RenameBody, ResetBody, RightsBody } from './bodies.ts'
import { meDocument, memberDocument, signedIn } from './cookies.ts'
import { Me, Member, ResetDocument, SignInDocument } from './documents.ts'

const tag = 'people'
const params = z.object({ id: UserId })

/** What is changed about people: by themselves, and by an owner. */
export const peopleRoutes: RestRoutes = ({ accounts, engine }) =>
  async function routes(app) {
    const { people, signIns } = accounts
    const owner = { access: 'owner', ...limited('control') } as const
    const guessable = limited('signIn')

    app.patch(
      '/me',
      {
        config: guessable,
        schema: { body: RenameBody, ...routeSchema({ tag, summary: 'Take another name', answer: Me }) },
      },
      async (request) => {
        const principal = request.signedIn()
        const { username } = await people.rename(principal, request.body.username)
        return meDocument({ ...principal, username })
      },
    )

    app.post(
      '/me/password',
      {
        config: guessable,
        schema: {
          body: PasswordBody,
          ...routeSchema({
            tag,
            summary: 'Take another password; every other sign-in of yours ends',
            status: 204,
          }),
        },
      },
      async (request, reply) => {
        const { former, password } = request.body
        await people.changePassword(request.signedIn(), former, password)
        return reply.code(204).send()
      },
    )

    app.post(
      '/password-reset',
      {
        config: { access: 'open', ...guessable },
        schema: {
          body: ResetBody,
          ...routeSchema({ tag, summary: 'Set a password with the code of an owner', answer: Me }),
        },
      },
      async (request, reply) => {
        const { code, password } = request.body
        return signedIn(request, reply, await people.resetPassword(code, password, addressOf(request)))
      },
    )

    app.patch(
      '/users/:id',
      {
        config: owner,
        schema: {
          params,
          body: RightsBody,
          ...routeSchema({
            tag,
            summary: 'Change what a person may do',
            answer: Member,
            description: 'It holds at once: open streams of that person end and are opened anew.',
          }),
        },
      },
      async (request) => {
        const principal = request.signedIn()
        const { role, max_volume: maxVolume, may_add_devices: mayAddDevices } = request.body
        const present = await people.member(principal, request.params.id)
        const user = await people.changeRole(
          principal,
          present.userId,
          role ?? present.roles[0] ?? 'member',
          {
            ...(maxVolume !== undefined && { maxVolume }),
            ...(mayAddDevices !== undefined && { mayAddDevices }),
          },
        )
        await engine.limitVolume(user, user.limits.maxVolume)
        return memberDocument(user)
      },
    )

    app.delete(
      '/users/:id',
      {
        config: owner,
        schema: {
          params,
          body: CommandBody.optional(),
          ...routeSchema({
            tag,
            summary: 'Remove a person, with devices, likes and history',
            status: 204,
          }),
        },
      },
      async (request, reply) => {
        const removed = await people.remove(request.signedIn(), request.params.id)
        await engine.retire(removed)
        return reply.code(204).send()
      },
    )

    app.post(
      '/users/:id/reset',
      {
        config: owner,
        schema: {
          params,
          body: CommandBody.default({}),
          ...routeSchema({
            tag,
            summary: 'A one-time code with which a person sets a new password',
            answer: ResetDocument,
            status: 201,
          }),
        },
      },
      async (request, reply) => {
        reply.code(201).header('cache-control', 'no-store')
        return toRest(await people.resetCode(request.signedIn(), request.params.id))
      },
    )

    app.get(
      '/users/:id/sign-ins',
      {
        config: { access: 'owner' },
        schema: {
          params,
          ...routeSchema({ tag, summary: 'Where a person is signed in', answer: z.array(SignInDocument) }),
        },
      },
      async (request) => toRest(await signIns.list(request.signedIn(), request.params.id)),
    )

    app.delete(
      '/users/:id/sign-ins/:sign_in_id',
      {
        config: owner,
        schema: {
          params: params.extend({ sign_in_id: z.uuid() }),
          body: CommandBody.optional(),
          ...routeSchema({ tag, summary: 'End a sign-in of a person', status: 204 }),
        },
      },
      async (request, reply) => {
        const { id, sign_in_id } = request.params
        await signIns.end(request.signedIn(), sign_in_id, id)
        return reply.code(204).send()
      },
    )
  }
