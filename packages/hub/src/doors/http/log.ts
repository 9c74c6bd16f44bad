// One line per request, with nothing in it that is secret or personal: the route's pattern instead of the address,
// no query, no headers, no body, no names.
import type { FastifyInstance } from 'fastify'

const QUIET_ROUTES = new Set(['/devices/heartbeat', '/media/tracks/:track_id'])

/** For the logger of the hub. */
export const logSerializers = {
  req: (request: { readonly method?: string; readonly routeOptions?: { readonly url?: string } }) => ({
    method: request.method,
    route: request.routeOptions?.url ?? '(none)',
  }),
  res: (reply: { readonly statusCode?: number }) => ({ status: reply.statusCode }),
}

export function logRequests(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    const { statusCode } = reply
    const route = request.routeOptions.url ?? '(none)'
    const level = statusCode >= 500 ? 'error' : QUIET_ROUTES.has(route) ? 'trace' : 'debug'
    request.log[level](
      { method: request.method, route, status: statusCode, ms: Math.round(reply.elapsedTime) },
      'answered',
    )
  })
}
