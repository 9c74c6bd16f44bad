import { auditContract, toRest } from '@baton/protocol'
import { route } from '#doors/http'
import type { RestRoutes } from '../shared/rest-routes.ts'

export const auditRoutes: RestRoutes = ({ accounts: { audit } }) =>
  async function routes(app) {
    route(app, auditContract.page, async (request) => {
      const { cursor = null, limit } = request.query
      const { items, nextCursor } = await audit.page(request.signedIn(), cursor, limit)
      return toRest({ items: items.map(({ householdId: _, ...entry }) => entry), nextCursor })
    })
  }
