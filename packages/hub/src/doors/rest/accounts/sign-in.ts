import { signInContract, toRest } from '@baton/protocol'
import { route } from '#doors/http'
import type { RestRoutes } from '../shared/rest-routes.ts'

/** What a user is signed in with. Keys and app passwords are sign-ins too: they are listed and ended here. */
export const signInRoutes: RestRoutes = ({ accounts: { signIns } }) =>
  async function routes(app) {
    route(app, signInContract.list, async (request) => toRest(await signIns.list(request.signedIn())))

    route(app, signInContract.end, async (request, reply) => {
      await signIns.end(request.signedIn(), request.params.sign_in_id)
      return reply.code(204).send()
    })

    route(app, signInContract.endOthers, async (request) => ({
      ended: await signIns.endOthers(request.signedIn()),
    }))

    route(app, signInContract.newKey, async (request, reply) => {
      const { name, kind, scopes, expires_in_days: expiresInDays = null } = request.body
      reply.code(201).header('cache-control', 'no-store')
      return toRest(await signIns.newKey(request.signedIn(), { name, kind, scopes, expiresInDays }))
    })
  }
