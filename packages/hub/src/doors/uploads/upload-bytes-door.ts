// Where the bytes of uploads come in: by tus, and in the numbered parts of the reference. Rules in docs/protocol/uploads.md.
import type { FastifyPluginAsync } from 'fastify'
import type { Library, UploadIntake } from '#engine'
import { chunkRoutes } from './chunk-routes.ts'
import { tusRoutes } from './tus-routes.ts'

export interface UploadBytesParts {
  readonly uploads: UploadIntake
  readonly library: Pick<Library, 'track'>
}

export function uploadBytesDoor({ uploads, library }: UploadBytesParts): FastifyPluginAsync {
  return async (app) => {
    await app.register(tusRoutes(uploads))
    await app.register(chunkRoutes({ uploads, library }))
  }
}
