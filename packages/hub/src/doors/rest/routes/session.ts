import { type SessionCommand, type SessionId, TrackId, toRest } from '@baton/protocol'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { limited, routeSchema } from '#doors/http'
import type { RestRoutes } from '../rest-door.ts'
import { accepted, answered, commanded, ownSession, sessionNow } from '../shared/answer-command.ts'
import {
  CommandBody,
  EndedBody,
  JumpBody,
  LikeBody,
  OptionsBody,
  SeekBody,
  SpeakerBody,
  VolumeBody,
} from '../shared/bodies.ts'
import { CommandAnswer, SessionDocument } from '../shared/documents.ts'

const tag = 'session'
const params = z.object({ id: z.string().max(100).describe('The session’s id, or its user’s.') })
type Named = { readonly params: { readonly id: string } }

export const sessionRoutes: RestRoutes = ({ engine }) =>
  async function routes(app) {
    const said = (summary: string) => routeSchema({ tag, summary, answer: CommandAnswer })
    const config = limited('control')

    const execute = async (request: FastifyRequest, command: SessionCommand) => {
      const receipt = await commanded(engine, request, command)
      return answered(engine, request.signedIn(), receipt)
    }
    const own = (request: FastifyRequest & Named): SessionId =>
      ownSession(request.signedIn(), request.params.id)

    app.get(
      '/sessions/:id',
      { schema: { params, ...routeSchema({ tag, summary: 'The session now', answer: SessionDocument }) } },
      async (request) => {
        own(request)
        return sessionNow(engine, request.signedIn())
      },
    )

    for (const [verb, summary] of VERBS) {
      app.post(
        `/sessions/:id/${verb}`,
        { config, schema: { params, body: CommandBody.default({}), ...said(summary) } },
        async (request) => execute(request, { type: `session.${verb}`, sessionId: own(request) }),
      )
    }

    app.post(
      '/sessions/:id/seek',
      { config, schema: { params, body: SeekBody, ...said('Go to a position in the current track') } },
      async (request) => {
        const positionMs = request.body.position_ms
        return execute(request, { type: 'session.seek', sessionId: own(request), positionMs })
      },
    )

    app.post(
      '/sessions/:id/jump',
      { config, schema: { params, body: JumpBody, ...said('Play an entry of the queue') } },
      async (request) => {
        const entryId = request.body.entry_id
        return execute(request, { type: 'session.jump', sessionId: own(request), entryId })
      },
    )

    app.post(
      '/sessions/:id/ended',
      {
        config,
        schema: { params, body: EndedBody.default({}), ...said('The current entry came to its end') },
      },
      async (request) => {
        const { entry_id: entryId, failed } = request.body
        return execute(request, { type: 'session.end-entry', sessionId: own(request), entryId, failed })
      },
    )

    app.post(
      '/sessions/:id/options',
      { config, schema: { params, body: OptionsBody, ...said('Shuffle and repeat') } },
      async (request) => {
        const { shuffle, repeat_mode: repeatMode } = request.body
        return execute(request, { type: 'session.set-options', sessionId: own(request), shuffle, repeatMode })
      },
    )

    app.post(
      '/sessions/:id/volume',
      { config, schema: { params, body: VolumeBody, ...said('Volume of a device') } },
      async (request) => {
        const { volume, muted, device_uuid: deviceId } = request.body
        const sessionId = own(request)
        return execute(request, { type: 'session.set-volume', sessionId, volume, muted, deviceId })
      },
    )

    app.post(
      '/sessions/:id/speaker',
      {
        config,
        schema: {
          params,
          body: SpeakerBody,
          ...said('Choose the device that sounds; answers when it is settled'),
        },
      },
      async (request) => {
        const { device_uuid: deviceId, now } = request.body
        const principal = request.signedIn()
        const command = { type: 'session.choose-speaker', sessionId: own(request), deviceId, now } as const
        const receipt = await commanded(engine, request, command)
        return answered(engine, principal, accepted(await engine.settle(principal, receipt)))
      },
    )

    app.post(
      '/tracks/:track_id/like',
      {
        config,
        schema: {
          params: z.object({ track_id: TrackId }),
          body: LikeBody.default({}),
          ...said('Like a track, or take the like back'),
        },
      },
      async (request) => {
        const { sessionId } = request.signedIn()
        const { liked } = request.body
        const trackId = request.params.track_id
        return execute(request, { type: 'session.like', sessionId, trackId, liked })
      },
    )

    app.get(
      '/time',
      { schema: routeSchema({ tag, summary: 'The hub’s clock', answer: z.object({ serverTime: z.int() }) }) },
      async () => toRest({ serverTime: engine.now() }),
    )
  }

const VERBS = [
  ['play', 'Play'],
  ['resume', 'Play on from the place that a stale session offers; otherwise the same as play'],
  ['pause', 'Pause'],
  ['toggle', 'Play or pause'],
  ['stop', 'Stop'],
  ['next', 'Go to the next entry'],
  ['prev', 'Restart the current entry, or go to the one before'],
] as const
