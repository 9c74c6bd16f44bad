import { queueContract, type SessionCommand, toRest } from '@baton/protocol'
import type { FastifyRequest } from 'fastify'
import { route } from '#doors/http'
import { answered, commanded, ownSession } from '../shared/answer-command.ts'
import type { RestRoutes } from '../shared/rest-routes.ts'
import { sourceOf } from '../shared/track-source.ts'

export const queueRoutes: RestRoutes = ({ engine }) =>
  async function routes(app) {
    const execute = async (request: FastifyRequest, command: SessionCommand) => {
      return answered(engine, request.signedIn(), await commanded(engine, request, command))
    }

    route(app, queueContract.read, async (request) => {
      const { queue, revision, epoch, seq } = await engine.queue(request.signedIn())
      const entries = queue.entries.map((entry, idx) => ({ ...entry, idx }))
      return toRest({ entries, order: queue.order, revision, epoch, seq })
    })

    route(app, queueContract.page, async (request) => {
      const principal = request.signedIn()
      const sessionId = ownSession(principal, request.params.id)
      return toRest(await engine.queuePage(principal, request.query, sessionId))
    })

    route(app, queueContract.enqueue, async (request) => {
      const sessionId = ownSession(request.signedIn(), request.body?.session_uuid)
      const { at } = request.body
      return execute(request, {
        type: 'queue.enqueue',
        sessionId,
        source: sourceOf(request.body) ?? { trackIds: [] },
        at,
      })
    })

    route(app, queueContract.move, async (request) => {
      const sessionId = ownSession(request.signedIn(), request.body?.session_uuid)
      const entryId = request.params.entry_id
      return execute(request, { type: 'queue.move', sessionId, entryId, after: request.body.after })
    })

    route(app, queueContract.removeOne, async (request) => {
      const sessionId = ownSession(request.signedIn(), request.body?.session_uuid)
      return execute(request, { type: 'queue.remove', sessionId, entryIds: [request.params.entry_id] })
    })

    route(app, queueContract.remove, async (request) => {
      const sessionId = ownSession(request.signedIn(), request.body?.session_uuid)
      return execute(request, { type: 'queue.remove', sessionId, entryIds: request.body.entry_ids })
    })

    route(app, queueContract.clear, async (request) => {
      const sessionId = ownSession(request.signedIn(), request.body?.session_uuid)
      return execute(request, { type: 'queue.clear', sessionId })
    })
  }
