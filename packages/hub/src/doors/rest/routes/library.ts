import { BatonError, type ErrorCode, libraryContract, toRest } from '@baton/protocol'
import { route } from '#doors/http'
import { base64Bytes } from '../shared/base64-bytes.ts'
import type { RestRoutes } from '../shared/rest-routes.ts'

/** A picture of the largest size in base64, and what stands around it. */
const PICTURE_BODY_BYTES = 9 * 1024 * 1024
const COVER_CACHE = 'private, max-age=31536000, immutable'

export const libraryRoutes: RestRoutes = ({ library, scan }) =>
  async function routes(app) {
    route(app, libraryContract.tracks, async (request) =>
      toRest(await library.tracks(request.signedIn(), request.query)),
    )
    route(app, libraryContract.albums, async (request) =>
      toRest(await library.albums(request.signedIn(), request.query)),
    )
    route(app, libraryContract.artists, async (request) =>
      toRest(await library.artists(request.signedIn(), request.query)),
    )

    route(app, libraryContract.track, async (request) =>
      found(await library.track(request.signedIn(), request.params.id), 'library.track-not-found'),
    )
    route(app, libraryContract.album, async (request) =>
      found(await library.album(request.signedIn(), request.params.id), 'library.album-not-found'),
    )
    route(app, libraryContract.artist, async (request) =>
      found(await library.artist(request.signedIn(), request.params.id), 'library.artist-not-found'),
    )

    route(app, libraryContract.search, async (request) =>
      toRest(await library.search(request.signedIn(), request.query)),
    )
    route(app, libraryContract.home, async (request) =>
      toRest(await library.home(request.signedIn(), request.query.seed)),
    )
    route(app, libraryContract.genres, async (request) =>
      toRest({ items: await library.genres(request.signedIn()) }),
    )
    route(app, libraryContract.years, async (request) =>
      toRest({ items: await library.years(request.signedIn()) }),
    )
    route(app, libraryContract.marks, async (request) =>
      toRest({ items: await library.marks(request.signedIn(), request.query.track_ids) }),
    )

    route(app, libraryContract.scan, async (request) => {
      const principal = request.signedIn()
      const { items: errors, nextCursor } = await library.scanErrors(principal, request.query)
      return toRest({ state: scan.progress(principal.householdId), errors, nextCursor })
    })
    route(app, libraryContract.startScan, async (request, reply) => {
      const { householdId } = request.signedIn()
      scan.start(householdId, request.body.everything ? 'everything' : 'changes')
      reply.code(202)
      return toRest(scan.progress(householdId))
    })
    route(app, libraryContract.cancelScan, async (request) => {
      const { householdId } = request.signedIn()
      scan.cancel(householdId)
      return toRest(scan.progress(householdId))
    })

    route(app, libraryContract.cover, async (request, reply) => {
      const image = await library.cover(request.signedIn(), request.params.id, request.query.size)
      if (!image) throw new BatonError('library.cover-not-found')
      reply.header('etag', image.etag).header('cache-control', COVER_CACHE)
      if (request.headers['if-none-match']?.includes(image.etag)) return reply.code(304).send()
      return reply.type(image.mime).send(Buffer.from(image.bytes))
    })
    route(
      app,
      libraryContract.keepCover,
      async (request, reply) => {
        const { picture } = request.body
        const coverId = await library.keepCover(request.signedIn(), () => base64Bytes('picture', picture))
        reply.code(201)
        return toRest({ coverId })
      },
      { bodyLimit: PICTURE_BODY_BYTES },
    )
  }

function found(thing: object | null, otherwise: ErrorCode): unknown {
  if (!thing) throw new BatonError(otherwise)
  return toRest(thing)
}
