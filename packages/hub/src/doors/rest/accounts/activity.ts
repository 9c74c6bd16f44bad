import { toRest } from '@baton/protocol'
import { z } from 'zod'
import { routeSchema } from '#doors/http'
import type { RestRoutes } from '../rest-door.ts'
import { AuditDocument } from './documents.ts'

const MAX_PAGE = 200
const USUAL_PAGE = 50

export const auditRoutes: RestRoutes = ({ accounts: { audit } }) =>
  async function routes(app) {
    app.get(
      '/audit',
      {
        config: { access: 'owner' },
        schema: {
          querystring: z.object({
            cursor: z.string().max(100).optional(),
            limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(USUAL_PAGE),
          }),
          ...routeSchema({
            tag: 'audit',
            summary: 'Who came in, who was refused, who changed what; newest first',
            answer: AuditDocument,
          }),
        },
      },
      async (request) => {
        const { cursor = null, limit } = request.query
        const { items, nextCursor } = await audit.page(request.signedIn(), cursor, limit)
        return toRest({ items: items.map(({ householdId: _, ...entry }) => entry), nextCursor })
      },
    )
  }
