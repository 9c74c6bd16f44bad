import {
  type AlbumId,
  BatonError,
  type PlaylistId,
  type TagCommand,
  type TagTarget,
  type TrackId,
  tagContract,
  toRest,
} from '@baton/protocol'
import type { FastifyRequest } from 'fastify'
import { route } from '#doors/http'
import { commanded, receiptDocument } from '../shared/answer-command.ts'
import type { RestRoutes } from '../shared/rest-routes.ts'

export const tagRoutes: RestRoutes = ({ engine }) =>
  async function routes(app) {
    const execute = async (request: FastifyRequest, command: TagCommand) => {
      const { receipt } = await commanded(engine, request, command)
      return { receipt: receiptDocument(receipt) }
    }

    route(app, tagContract.list, async (request) => {
      const reading = await engine.shown(request.signedIn(), 'tags')
      if (reading?.state.family !== 'tags') throw new BatonError('hub.internal')
      const { tags, linkings, unknownTag } = reading.state
      return toRest({ tags, linkings, unknownTag }) as object
    })

    route(app, tagContract.bind, async (request, reply) => {
      const { tag_id: tagId, policy, label, override } = request.body
      reply.code(201)
      return execute(request, {
        type: 'tag.bind',
        tagId,
        target: oneTargetIn(request.body),
        policy,
        label,
        override,
      })
    })

    route(app, tagContract.scan, async (request) => {
      const command = { type: 'tag.scan', tagId: request.body.tag_id } as const
      const { receipt } = await commanded(engine, request, command)
      return { scanned: receipt.result.scanned, receipt: receiptDocument(receipt) }
    })

    route(app, tagContract.startLinking, async (request, reply) => {
      const { policy, lasts_ms: lastsMs, overrides } = request.body
      reply.code(201)
      const target = oneTargetIn(request.body)
      return execute(request, { type: 'tag.start-linking', target, policy, lastsMs, overrides })
    })

    route(app, tagContract.stopLinking, async (request) => {
      const { linking_id: linkingId } = request.body
      return execute(request, { type: 'tag.stop-linking', linkingId, target: targetIn(request.body) })
    })

    route(app, tagContract.dismiss, async (request) =>
      execute(request, { type: 'tag.dismiss', tagId: request.body.tag_id }),
    )

    route(app, tagContract.change, async (request) => {
      const { label, policy } = request.body
      const target = targetIn(request.body)
      return execute(request, { type: 'tag.change', tagId: request.params.id, label, policy, target })
    })

    route(app, tagContract.remove, async (request) =>
      execute(request, { type: 'tag.remove', tagId: request.params.id }),
    )
  }

interface TargetFields {
  readonly playlist_id?: PlaylistId | undefined
  readonly album_id?: AlbumId | undefined
  readonly track_id?: TrackId | undefined
}

function targetIn({ playlist_id, album_id, track_id }: TargetFields): TagTarget | undefined {
  if (playlist_id) return { playlistId: playlist_id }
  if (album_id) return { albumId: album_id }
  return track_id && { trackId: track_id }
}

/** The contract has seen to it that there is one. */
function oneTargetIn(body: TargetFields): TagTarget {
  const target = targetIn(body)
  if (!target) throw new BatonError('request.invalid')
  return target
}
