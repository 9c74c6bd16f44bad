// tus 1.0: creation, termination, expiration, checksum. Every answer says which version it speaks.
import { BatonError, pathTo, tusContract, tusEndpoints } from '@baton/protocol'
import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import { route, takeLongBody } from '#doors/http'
import type { UploadIntake, UploadReading } from '#engine'
import { leaveBodies } from './raw-bodies.ts'
import {
  announcedIn,
  CHECKSUMS,
  checksumIn,
  commandIdIn,
  mustSpeakTus,
  numberIn,
  TUS_VERSION,
} from './tus-headers.ts'

const BYTES = 'application/offset+octet-stream'

export function tusRoutes(uploads: UploadIntake): FastifyPluginAsync {
  return async (app) => {
    leaveBodies(app)
    app.addHook('onSend', async (_request, reply) => {
      reply.header('tus-resumable', TUS_VERSION)
    })
    app.addHook('preValidation', async (request, reply) => {
      if (request.method === 'OPTIONS') return
      reply.header('tus-version', TUS_VERSION)
      mustSpeakTus(request)
    })

    route(app, tusContract.options, async (_request, reply) =>
      reply
        .code(204)
        .headers({
          'tus-version': TUS_VERSION,
          'tus-max-size': uploads.maxBytes,
          'tus-extension': 'creation,termination,expiration,checksum',
          'tus-checksum-algorithm': CHECKSUMS.join(','),
        })
        .send(),
    )

    route(app, tusContract.create, async (request, reply) => {
      const begun = await uploads.begin(
        request.signedIn(),
        announcedIn(request.headers),
        commandIdIn(request),
      )
      const location = pathTo(tusEndpoints.append, { id: begun.upload.uploadId })
      return described(reply.code(201).header('location', request.ownPath() + location), begun).send()
    })

    route(
      app,
      tusContract.tell,
      async (request, reply) => {
        const told = await uploads.one(request.signedIn(), request.params.id)
        const { phase, failure, sizeBytes } = told.upload
        if (phase === 'failed') throw new BatonError(failure ?? 'upload.over')
        reply.headers({ 'upload-length': sizeBytes, 'cache-control': 'no-store' })
        return described(reply.code(request.method === 'HEAD' ? 200 : 204), told).send()
      },
      { head: 'own' },
    )

    route(app, tusContract.append, async (request, reply) => {
      if (request.headers['content-type'] !== BYTES) throw new BatonError('request.unsupported-type')
      const offset = numberIn(request.headers, 'upload-offset')
      const part = { bytes: request.raw, checksum: checksumIn(request.headers) }
      const isRead = takeLongBody(request.raw)
      const told = await uploads.append(request.signedIn(), request.params.id, offset, part).finally(isRead)
      return described(reply.code(204), told).send()
    })

    route(app, tusContract.terminate, async (request, reply) => {
      await uploads.cancel(request.signedIn(), request.params.id, commandIdIn(request))
      return reply.code(204).send()
    })
  }
}

function described(reply: FastifyReply, { upload, receivedBytes }: UploadReading): FastifyReply {
  return reply.headers({
    'upload-offset': receivedBytes,
    'upload-expires': new Date(upload.expiresAt).toUTCString(),
  })
}
