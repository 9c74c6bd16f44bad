// The chunked sessions of the reference: a file in numbered parts, in any order, as often as its sender likes.
import {
  BatonError,
  chunkedUploadContract,
  type PlaylistId,
  type TrackDetails,
  type UploadId,
} from '@baton/protocol'
import type { FastifyPluginAsync } from 'fastify'
import { commandIdIn, inEnvelope, refusalsInEnvelope, route, takeLongBody } from '#doors/http'
import type { Library, Principal, UploadIntake, UploadReading } from '#engine'
import { fileInForm, isForm } from './form-file.ts'
import { leaveBodies } from './raw-bodies.ts'

/** So long a finalize waits for the track; a larger library may still be busy with others. */
const SETTLES_WITHIN_MS = 20_000

export interface ChunkRoutesParts {
  readonly uploads: UploadIntake
  readonly library: Pick<Library, 'track'>
}

export function chunkRoutes({ uploads, library }: ChunkRoutesParts): FastifyPluginAsync {
  /** One session of this playlist. */
  const session = async (
    principal: Principal,
    { id, session_id }: { readonly id: PlaylistId; readonly session_id: UploadId },
  ) => {
    const told = await uploads.one(principal, session_id)
    if (told.upload.playlistId !== id || told.upload.chunkBytes === null)
      throw new BatonError('upload.not-found')
    return told
  }

  return async (app) => {
    leaveBodies(app)
    refusalsInEnvelope(app)

    route(app, chunkedUploadContract.begin, async (request, reply) => {
      const { filename, file_size: sizeBytes, chunk_size: chunkBytes, file_hash: sha256 } = request.body
      const announced = { filename, sizeBytes, chunkBytes, sha256, playlistId: request.params.id }
      const commandId = commandIdIn(request, 'client_op_id')
      const begun = await uploads.begin(request.signedIn(), announced, commandId)
      reply.code(201)
      return inEnvelope(request, 'Upload session created', documentOf(begun), {
        client_op_id: begun.receipt.commandId,
        server_seq: begun.receipt.seq,
      })
    })

    route(app, chunkedUploadContract.chunk, async (request) => {
      const principal = request.signedIn()
      const { n, session_id } = request.params
      await session(principal, request.params)
      const type = request.headers['content-type'] ?? ''
      const bytes = isForm(type) ? fileInForm(request.raw, type) : request.raw
      const isRead = takeLongBody(request.raw)
      const told = await uploads.putChunk(principal, session_id, n, { bytes }).finally(() => {
        isRead()
        // What was not read of a form waits for nobody.
        if (bytes !== request.raw) bytes.destroy()
      })
      return inEnvelope(request, 'Chunk received', { ...documentOf(told), chunk_index: n })
    })

    route(app, chunkedUploadContract.finalize, async (request, reply) => {
      const principal = request.signedIn()
      const { session_id } = request.params
      await session(principal, request.params)
      await uploads.finalize(principal, session_id)
      const told = await uploads.settled(principal, session_id, SETTLES_WITHIN_MS)
      const { phase, failure, trackId } = told.upload
      if (phase === 'failed') throw new BatonError(failure ?? 'upload.over')
      if (phase !== 'done') reply.code(202)
      const track = trackId && (await library.track(principal, trackId))
      return inEnvelope(request, phase === 'done' ? 'Upload complete' : 'Upload is being checked', {
        ...documentOf(told),
        ...(track && { track: trackOf(track) }),
      })
    })

    route(app, chunkedUploadContract.tell, async (request) =>
      inEnvelope(request, 'Upload session', documentOf(await session(request.signedIn(), request.params))),
    )

    route(app, chunkedUploadContract.cancel, async (request) => {
      const receipt = await uploads.cancel(
        request.signedIn(),
        request.params.session_id,
        commandIdIn(request, 'client_op_id'),
      )
      return inEnvelope(request, 'Upload cancelled', {}, { server_seq: receipt.seq })
    })
  }
}

function documentOf({ upload, receivedBytes }: UploadReading) {
  const { uploadId, playlistId, filename, sizeBytes, chunkBytes, phase, trackId, expiresAt } = upload
  return {
    session_id: uploadId,
    playlist_id: playlistId,
    filename,
    file_size: sizeBytes,
    chunk_size: chunkBytes,
    total_chunks: chunkBytes === null ? null : Math.ceil(sizeBytes / chunkBytes),
    received_bytes: receivedBytes,
    progress: Math.round((receivedBytes * 1_000) / sizeBytes) / 10,
    complete: phase === 'done',
    status: phase,
    track_id: trackId,
    expires_at: expiresAt,
  }
}

function trackOf({ trackId, title, artist, album, durationMs }: TrackDetails) {
  return { id: trackId, title, artist, album, duration_ms: durationMs }
}
