import type { FastifyInstance } from 'fastify'

/**
 * Here bodies other than JSON are not read before the route does: they are longer than memory. What is left of one that
 * was refused is passed over, so that the next request on the same connection is heard.
 */
export function leaveBodies(app: FastifyInstance): void {
  app.removeContentTypeParser('*')
  app.addContentTypeParser('*', (_request, _payload, done) => done(null))
  app.addHook('onResponse', async ({ raw }) => {
    if (!raw.complete) raw.resume()
  })
}
