import { historyContract, toRest } from '@baton/protocol'
import { route } from '#doors/http'
import type { RestRoutes } from '../rest-door.ts'

export const historyRoutes: RestRoutes = ({ engine, library }) =>
  async function routes(app) {
    route(app, historyContract.plays, async (request) => {
      const { householdId, userId } = request.signedIn()
      return toRest(await library.history(householdId, userId, request.query))
    })
    route(app, historyContract.summary, async (request) => {
      const { householdId, userId } = request.signedIn()
      return toRest(await library.historySummary(householdId, userId, request.query, engine.now()))
    })
  }
