import { EntryId, type SessionCommand, toRest } from '@baton/protocol'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { limited, routeSchema } from '#doors/http'
import type { RestRoutes } from '../rest-door.ts'
import { answered, commanded } from '../shared/answer-command.ts'
import { CommandBody, EnqueueBody, MoveBody, RemoveBody } from '../shared/bodies.ts'
import { CommandAnswer, QueueDocument } from '../shared/documents.ts'
import { sourceOf } from '../shared/track-source.ts'

const tag = 'queue'
const params = z.object({ entry_id: EntryId })

export const queueRoutes: RestRoutes = ({ engine }) =>
  async function routes(app) {
    const said = (summary: string) => routeSchema({ tag, summary, answer: CommandAnswer })
    const config = limited('queue')
    const execute = async (request: FastifyRequest, command: SessionCommand) => {
      const receipt = await commanded(engine, request, command)
      return answered(engine, request.signedIn(), receipt)
    }

    app.get(
      '/queue',
      { schema: routeSchema({ tag, summary: 'The queue', answer: QueueDocument }) },
      async (request) => {
        const { queue, revision, epoch, seq } = await engine.queue(request.signedIn())
        const entries = queue.entries.map((entry, idx) => ({ ...entry, idx }))
        return toRest({ entries, order: queue.order, revision, epoch, seq })
      },
    )

    app.post(
      '/queue/enqueue',
      { config, schema: { body: EnqueueBody, ...said('Add tracks, an album, an artist or a playlist') } },
      async (request) => {
        const { sessionId } = request.signedIn()
        const { at } = request.body
        return execute(request, {
          type: 'queue.enqueue',
          sessionId,
          source: sourceOf(request.body) ?? { trackIds: [] },
          at,
        })
      },
    )

    app.patch(
      '/queue/entries/:entry_id',
      { config, schema: { params, body: MoveBody, ...said('Move an entry behind another') } },
      async (request) => {
        const { sessionId } = request.signedIn()
        const entryId = request.params.entry_id
        return execute(request, { type: 'queue.move', sessionId, entryId, after: request.body.after })
      },
    )

    app.delete(
      '/queue/entries/:entry_id',
      { config, schema: { params, body: CommandBody.optional(), ...said('Remove an entry') } },
      async (request) => {
        const { sessionId } = request.signedIn()
        return execute(request, { type: 'queue.remove', sessionId, entryIds: [request.params.entry_id] })
      },
    )

    app.post(
      '/queue/remove',
      { config, schema: { body: RemoveBody, ...said('Remove several entries') } },
      async (request) => {
        const { sessionId } = request.signedIn()
        return execute(request, { type: 'queue.remove', sessionId, entryIds: request.body.entry_ids })
      },
    )

    app.delete(
      '/queue',
      { config, schema: { body: CommandBody.optional(), ...said('Remove everything') } },
      async (request) => {
        const { sessionId } = request.signedIn()
        return execute(request, { type: 'queue.clear', sessionId })
      },
    )
  }
