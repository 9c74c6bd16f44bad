import { BatonError, type UserId } from '@baton/protocol'
import type { FastifyInstance } from 'fastify'

/** A form is in memory while it comes, and its sender may be slow. */
const MOST = 40
const MOST_OF_ONE = 4

/** No more forms come in at once than there is room for, and whoever sends many keeps nobody else out. */
export function limitForms(app: FastifyInstance): void {
  const coming = new Map<string, UserId>()
  app.addHook('preParsing', async (request, reply) => {
    const { userId } = request.signedIn()
    const own = [...coming.values()].filter((one) => one === userId).length
    if (coming.size >= MOST || own >= MOST_OF_ONE) throw new BatonError('hub.busy')
    coming.set(request.id, userId)
    // Also where its sender is gone, and nobody is answered.
    reply.raw.once('close', () => coming.delete(request.id))
  })
}
