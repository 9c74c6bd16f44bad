import { type SessionCommand, type SessionId, sessionContract, toRest } from '@baton/protocol'
import type { FastifyRequest } from 'fastify'
import { route } from '#doors/http'
import { answered, commanded, done, ownSession, sessionShown } from '../shared/answer-command.ts'
import type { RestRoutes } from '../shared/rest-routes.ts'

type Named = { readonly params: { readonly id: string } }

export const sessionRoutes: RestRoutes = ({ engine }) =>
  async function routes(app) {
    const execute = async (request: FastifyRequest, command: SessionCommand) => {
      return answered(engine, request.signedIn(), await commanded(engine, request, command))
    }
    const own = (request: FastifyRequest & Named): SessionId =>
      ownSession(request.signedIn(), request.params.id)

    route(app, sessionContract.read, async (request) => {
      const principal = request.signedIn()
      return sessionShown(engine, principal, await engine.session(principal, own(request)))
    })

    for (const verb of VERBS) {
      route(app, sessionContract[verb], async (request) =>
        execute(request, { type: `session.${verb}`, sessionId: own(request) }),
      )
    }

    route(app, sessionContract.seek, async (request) => {
      const positionMs = request.body.position_ms
      return execute(request, { type: 'session.seek', sessionId: own(request), positionMs })
    })

    route(app, sessionContract.jump, async (request) => {
      const entryId = request.body.entry_id
      return execute(request, { type: 'session.jump', sessionId: own(request), entryId })
    })

    route(app, sessionContract.ended, async (request) => {
      const { entry_id: entryId, failed } = request.body
      return execute(request, { type: 'session.end-entry', sessionId: own(request), entryId, failed })
    })

    route(app, sessionContract.options, async (request) => {
      const { shuffle, repeat_mode: repeatMode, auto_failover: autoFailover } = request.body
      const options = { shuffle, repeatMode, autoFailover }
      return execute(request, { type: 'session.set-options', sessionId: own(request), ...options })
    })

    route(app, sessionContract.volume, async (request) => {
      const { volume, muted, device_uuid: deviceId } = request.body
      const sessionId = own(request)
      return execute(request, { type: 'session.set-volume', sessionId, volume, muted, deviceId })
    })

    route(app, sessionContract.speaker, async (request) => {
      const { device_uuid: deviceId, now, take_over: takeOver } = request.body
      const principal = request.signedIn()
      const sessionId = own(request)
      const command = { type: 'session.choose-speaker', sessionId, deviceId, now, takeOver } as const
      const begun = await commanded(engine, request, command)
      return answered(engine, principal, done(await engine.awaitHandOverAndShow(principal, begun)))
    })

    route(app, sessionContract.tellPlay, async (request) => {
      const { track_id: trackId, entry_id: entryId, at, under_way: isUnderWay } = request.body
      const sessionId = own(request)
      return execute(request, { type: 'session.tell-play', sessionId, trackId, entryId, at, isUnderWay })
    })

    route(app, sessionContract.standAt, async (request) => {
      const { entries, entry_id: entryId, position_ms: positionMs, age_ms: ageMs, ...body } = request.body
      return execute(request, {
        type: 'session.stand-at',
        sessionId: own(request),
        entries: entries.map((entry) => ({ entryId: entry.entry_id, trackId: entry.track_id })),
        entryId,
        positionMs,
        ageMs,
        playState: body.play_state,
        listened: { ms: body.listened_ms, counted: body.counted },
      })
    })

    route(app, sessionContract.like, async (request) => {
      const { sessionId } = request.signedIn()
      const { liked } = request.body
      const trackId = request.params.track_id
      return execute(request, { type: 'session.like', sessionId, trackId, liked })
    })

    route(app, sessionContract.time, async () => toRest({ serverTime: engine.now() }))
  }

const VERBS = ['play', 'resume', 'pause', 'toggle', 'stop', 'next', 'prev'] as const
