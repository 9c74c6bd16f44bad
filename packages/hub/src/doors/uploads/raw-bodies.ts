import type { FastifyInstance } from 'fastify'

/** Here bodies other than JSON are not read before the route does: they are longer than memory. */
export function leaveBodies(app: FastifyInstance): void {
  app.removeContentTypeParser('*')
  app.addContentTypeParser('*', (_request, _payload, done) => done(null))
}
