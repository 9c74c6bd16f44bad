// Downloads as programs of a music box ask for them over HTTP. Rules in docs/protocol/socketio.md.
import { boxDownloadContract, boxDownloadStatus, ERRORS } from '@baton/protocol'
import type { FastifyPluginAsync } from 'fastify'
import { commandIdIn, inEnvelope, refusalsInEnvelope, route } from '#doors/http'
import type { DownloadReading, Downloads } from '#engine'

export function boxDownloadDoor({ downloads }: { readonly downloads: Downloads }): FastifyPluginAsync {
  return async (app) => {
    refusalsInEnvelope(app)

    route(app, boxDownloadContract.begin, async (request, reply) => {
      const { url, playlist_id: playlistId } = request.body
      const commandId = commandIdIn(request, 'client_op_id')
      const begun = await downloads.begin(request.signedIn(), { url, playlistId }, commandId)
      reply.code(202)
      return inEnvelope(request, 'Download begun', documentOf(begun), {
        client_op_id: begun.receipt.commandId,
        server_seq: begun.receipt.seq,
      })
    })

    route(app, boxDownloadContract.status, async (request) =>
      inEnvelope(
        request,
        'Download',
        documentOf(await downloads.one(request.signedIn(), request.params.task)),
      ),
    )
  }
}

function documentOf({ download, progress }: DownloadReading) {
  const { url, playlistId, tags, trackId, failure } = download
  return {
    ...boxDownloadStatus(download, progress),
    url,
    playlist_id: playlistId,
    title: tags?.title ?? null,
    track_id: trackId,
    ...(failure && { error: ERRORS[failure].message, code: failure }),
  }
}
