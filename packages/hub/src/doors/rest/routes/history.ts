import { historyContract, toRest } from '@baton/protocol'
import { route } from '#doors/http'
import type { RestRoutes } from '../shared/rest-routes.ts'

export const historyRoutes: RestRoutes = ({ library }) =>
  async function routes(app) {
    route(app, historyContract.plays, async (request) =>
      toRest(await library.history(request.signedIn(), request.query)),
    )
    route(app, historyContract.summary, async (request) =>
      toRest(await library.historySummary(request.signedIn(), request.query)),
    )
  }
