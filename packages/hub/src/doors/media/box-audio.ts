import { BatonError, mediaContract } from '@baton/protocol'
import type { FastifyPluginAsync } from 'fastify'
import { route } from '#doors/http'
import type { TrackAudio } from '#engine'

/** The sound of a track as a whole, for a box that keeps it: by its credential, since a ticket is for what plays now. */
export function boxAudio(audio: TrackAudio): FastifyPluginAsync {
  return async (app) => {
    const closing = new AbortController()
    app.addHook('preClose', async () => closing.abort(new BatonError('hub.draining')))
    route(
      app,
      mediaContract.forBox,
      async (request, reply) => {
        const { isBox, householdId } = request.signedIn()
        if (!isBox) throw new BatonError('auth.forbidden')
        const trackId = request.params.track_id
        const file = await audio.open({ householdId, trackId, formats: null, startMs: 0 }, closing.signal)
        if (!file) throw new BatonError('media.unavailable')
        const close = () => void file.close().catch((error: unknown) => app.log.error({ err: error }))
        reply.raw.once('close', close)
        if (reply.raw.destroyed) close()
        reply.headers({ 'content-length': file.sizeBytes, 'cache-control': 'no-store', etag: file.etag })
        return reply.type(file.mime).send(file.read(0, file.sizeBytes - 1))
      },
      { head: 'none' },
    )
  }
}
