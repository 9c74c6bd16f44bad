import { linkContract, toRest } from '@baton/protocol'
import { route } from '#doors/http'
import type { RestRoutes } from '../shared/rest-routes.ts'

/** A program without a keyboard shows a short code; somebody who is signed in looks at what asks, and decides. */
export const linkRoutes: RestRoutes = ({ accounts: { codes } }) =>
  async function routes(app) {
    route(app, linkContract.read, async (request) =>
      toRest(await codes.view(request.signedIn(), request.params.user_code)),
    )

    for (const [verb, verdict] of [
      ['approve', 'approved'],
      ['deny', 'denied'],
    ] as const) {
      route(app, linkContract[verb], async (request, reply) => {
        await codes.decide(request.signedIn(), request.params.user_code, verdict)
        return reply.code(204).send()
      })
    }
  }
