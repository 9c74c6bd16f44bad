import {
  HistoryItem,
  HistoryQuery,
  HistorySummary,
  HistorySummaryQuery,
  libraryPage,
  toRest,
} from '@baton/protocol'
import { routeSchema } from '#doors/http'
import type { RestRoutes } from '../rest-door.ts'

const tag = 'history'

export const historyRoutes: RestRoutes = ({ engine, library }) =>
  async function routes(app) {
    app.get(
      '/history',
      {
        schema: {
          querystring: HistoryQuery,
          ...routeSchema({
            tag,
            summary: 'What you have listened to, newest first',
            answer: libraryPage(HistoryItem),
          }),
        },
      },
      async (request) => {
        const { householdId, userId } = request.signedIn()
        return toRest(await library.history(householdId, userId, request.query))
      },
    )
    app.get(
      '/history/summary',
      {
        schema: {
          querystring: HistorySummaryQuery,
          ...routeSchema({ tag, summary: 'How much on which day, and what most', answer: HistorySummary }),
        },
      },
      async (request) => {
        const { householdId, userId } = request.signedIn()
        return toRest(await library.historySummary(householdId, userId, request.query, engine.now()))
      },
    )
  }
