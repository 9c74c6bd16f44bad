import { pathTo, toRest, tusEndpoints, uploadContract } from '@baton/protocol'
import type { FastifyPluginAsync } from 'fastify'
import { route } from '#doors/http'
import type { UploadIntake, UploadReading } from '#engine'
import { commandIdOf, receiptDocument } from './shared/answer-command.ts'

/** Announcing files, and looking at what is on its way. The bytes come through a door of their own. */
export function uploadDoor({ uploads }: { readonly uploads: UploadIntake }): FastifyPluginAsync {
  return async function routes(app) {
    route(app, uploadContract.list, async (request) =>
      toRest({ items: (await uploads.all(request.signedIn())).map(document) }),
    )

    route(app, uploadContract.begin, async (request, reply) => {
      const { filename, size_bytes: sizeBytes, sha256, playlist_id: playlistId, folder } = request.body
      const announced = { filename, sizeBytes, sha256, playlistId, folder }
      const begun = await uploads.begin(request.signedIn(), announced, commandIdOf(request))
      reply.code(201)
      const url = pathTo(tusEndpoints.append, { id: begun.upload.uploadId })
      return {
        ...(toRest({ upload: document(begun), url }) as object),
        receipt: receiptDocument(begun.receipt),
      }
    })

    route(app, uploadContract.cancel, async (request) => {
      const receipt = await uploads.cancel(request.signedIn(), request.params.id, commandIdOf(request))
      return { receipt: receiptDocument(receipt) }
    })

    route(app, uploadContract.known, async (request) => {
      const asked = request.body.files.map(({ sha256, size_bytes: sizeBytes }) => ({ sha256, sizeBytes }))
      return toRest({ items: await uploads.known(request.signedIn(), asked) })
    })
  }
}

function document({ upload, receivedBytes }: UploadReading) {
  return { ...upload, receivedBytes }
}
