import { BatonError, type ErrorCode, libraryContract, toRest } from '@baton/protocol'
import { route } from '#doors/http'
import type { RestRoutes } from '../rest-door.ts'

const DAY_MS = 86_400_000
const COVER_CACHE = 'private, max-age=31536000, immutable'

export const libraryRoutes: RestRoutes = ({ engine, library, covers, scan }) =>
  async function routes(app) {
    route(app, libraryContract.tracks, async (request) => {
      const { householdId, userId } = request.signedIn()
      return toRest(await library.listTracks(householdId, request.query, userId))
    })
    route(app, libraryContract.albums, async (request) => {
      const { householdId, userId } = request.signedIn()
      return toRest(await library.listAlbums(householdId, request.query, userId))
    })
    route(app, libraryContract.artists, async (request) =>
      toRest(await library.listArtists(request.signedIn().householdId, request.query)),
    )

    route(app, libraryContract.track, async (request) => {
      const { householdId, userId } = request.signedIn()
      return found(await library.details(householdId, userId, request.params.id), 'library.track-not-found')
    })
    route(app, libraryContract.album, async (request) =>
      found(
        await library.album(request.signedIn().householdId, request.params.id),
        'library.album-not-found',
      ),
    )
    route(app, libraryContract.artist, async (request) =>
      found(
        await library.artist(request.signedIn().householdId, request.params.id),
        'library.artist-not-found',
      ),
    )

    route(app, libraryContract.search, async (request) =>
      toRest(await library.search(request.signedIn().householdId, request.query)),
    )
    route(app, libraryContract.home, async (request) => {
      const { householdId, userId } = request.signedIn()
      return toRest(await library.home(householdId, userId, request.query.seed ?? daysUntil(engine.now())))
    })
    route(app, libraryContract.genres, async (request) =>
      toRest({ items: await library.genres(request.signedIn().householdId) }),
    )
    route(app, libraryContract.years, async (request) =>
      toRest({ items: await library.years(request.signedIn().householdId) }),
    )
    route(app, libraryContract.marks, async (request) => {
      const { householdId, userId } = request.signedIn()
      return toRest({ items: await library.marks(householdId, userId, request.query.track_ids) })
    })

    route(app, libraryContract.scan, async (request) => {
      const { householdId } = request.signedIn()
      const { items: errors, nextCursor } = await library.scanErrors(householdId, request.query)
      return toRest({ state: scan.progress(householdId), errors, nextCursor })
    })
    route(app, libraryContract.startScan, async (request, reply) => {
      const { householdId } = request.signedIn()
      if (!scan.start(householdId)) throw new BatonError('library.busy')
      reply.code(202)
      return toRest(scan.progress(householdId))
    })
    route(app, libraryContract.cancelScan, async (request) => {
      const { householdId } = request.signedIn()
      scan.cancel(householdId)
      return toRest(scan.progress(householdId))
    })

    route(app, libraryContract.cover, async (request, reply) => {
      const { id } = request.params
      const row = await library.cover(request.signedIn().householdId, id)
      const image = row && (await covers.image(row.coverId, request.query.size))
      if (!image) throw new BatonError('library.cover-not-found')
      reply.header('etag', image.etag).header('cache-control', COVER_CACHE)
      if (request.headers['if-none-match']?.includes(image.etag)) return reply.code(304).send()
      return reply.type(image.mime).send(Buffer.from(image.bytes))
    })
  }

/** The random albums of the first screen change once a day. */
function daysUntil(instant: number): number {
  return Math.floor(instant / DAY_MS)
}

function found(thing: object | null, otherwise: ErrorCode): unknown {
  if (!thing) throw new BatonError(otherwise)
  return toRest(thing)
}
