import { toRest } from '@baton/protocol'
import { z } from 'zod'
import { limited, routeSchema } from '#doors/http'
import type { RestRoutes } from '../rest-door.ts'
import { CommandBody } from '../shared/bodies.ts'
import { LinkDocument } from './documents.ts'

const tag = 'links'
const params = z.object({ user_code: z.string().max(20) })

/** A program without a keyboard shows a short code; somebody who is signed in looks at what asks, and decides. */
export const linkRoutes: RestRoutes = ({ accounts: { codes } }) =>
  async function routes(app) {
    // Codes are short: the class bounds how many a person may try.
    const config = limited('signIn')

    app.get(
      '/links/:user_code',
      {
        config,
        schema: {
          params,
          ...routeSchema({ tag, summary: 'What asks with this code', answer: LinkDocument }),
        },
      },
      async (request) => toRest(await codes.view(request.signedIn(), request.params.user_code)),
    )

    for (const [verb, verdict, summary] of [
      ['approve', 'approved', 'Let it in, as yourself and within its scopes'],
      ['deny', 'denied', 'Send it away'],
    ] as const) {
      app.post(
        `/links/:user_code/${verb}`,
        {
          config,
          schema: { params, body: CommandBody.default({}), ...routeSchema({ tag, summary, status: 204 }) },
        },
        async (request, reply) => {
          await codes.decide(request.signedIn(), request.params.user_code, verdict)
          return reply.code(204).send()
        },
      )
    }
  }
