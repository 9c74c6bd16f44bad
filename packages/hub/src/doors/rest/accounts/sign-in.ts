import { toRest } from '@baton/protocol'
import { z } from 'zod'
import { limited, routeSchema } from '#doors/http'
import type { RestRoutes } from '../rest-door.ts'
import { CommandBody } from '../shared/bodies.ts'
import { KeyBody } from './bodies.ts'
import { EndedDocument, KeyDocument, SignInDocument } from './documents.ts'

const tag = 'sign-ins'

/** What a user is signed in with. Keys and app passwords are sign-ins too: they are listed and ended here. */
export const signInRoutes: RestRoutes = ({ accounts: { signIns } }) =>
  async function routes(app) {
    const config = limited('signIn')

    app.get(
      '/me/sign-ins',
      { schema: routeSchema({ tag, summary: 'Where you are signed in', answer: z.array(SignInDocument) }) },
      async (request) => toRest(await signIns.list(request.signedIn())),
    )

    app.delete(
      '/me/sign-ins/:sign_in_id',
      {
        config: limited('control'),
        schema: {
          params: z.object({ sign_in_id: z.uuid() }),
          body: CommandBody.optional(),
          ...routeSchema({ tag, summary: 'End one of your sign-ins', status: 204 }),
        },
      },
      async (request, reply) => {
        await signIns.end(request.signedIn(), request.params.sign_in_id)
        return reply.code(204).send()
      },
    )

    app.post(
      '/me/sign-ins/end-others',
      {
        config,
        schema: {
          body: CommandBody.default({}),
          ...routeSchema({ tag, summary: 'End all your sign-ins but this', answer: EndedDocument }),
        },
      },
      async (request) => ({ ended: await signIns.endOthers(request.signedIn()) }),
    )

    app.post(
      '/me/keys',
      {
        config,
        schema: {
          body: KeyBody,
          ...routeSchema({
            tag,
            summary: 'A key, or a password for one app',
            answer: KeyDocument,
            status: 201,
            description:
              'Both are used as a bearer token. An app password is also good in place of the password at `POST /token`. ' +
              'Its scopes say what it may ask; rules in docs/protocol/accounts.md.',
          }),
        },
      },
      async (request, reply) => {
        const { name, kind, scopes, expires_in_days: expiresInDays = null } = request.body
        reply.code(201).header('cache-control', 'no-store')
        return toRest(await signIns.newKey(request.signedIn(), { name, kind, scopes, expiresInDays }))
      },
    )
  }
