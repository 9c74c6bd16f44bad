import {
  Album,
  AlbumId,
  AlbumPage,
  AlbumQuery,
  Artist,
  ArtistId,
  ArtistPage,
  BatonError,
  type ErrorCode,
  Genre,
  LibraryHome,
  LibraryQuery,
  libraryPage,
  MAX_MARKS,
  ScanProblem,
  ScanProgress,
  SearchQuery,
  SearchResult,
  Track,
  TrackDetails,
  TrackId,
  TrackMark,
  TrackQuery,
  toRest,
  Year,
} from '@baton/protocol'
import { z } from 'zod'
import { limited, routeSchema } from '#doors/http'
import type { CoverSize } from '#engine'
import type { RestRoutes } from '../rest-door.ts'
import { CommandBody } from '../shared/bodies.ts'

const tag = 'library'
const ScanDocument = z.object({
  state: ScanProgress,
  errors: z.array(ScanProblem),
  nextCursor: z.string().nullable().describe('Of the errors.'),
})
const CoverQuery = z.object({
  size: z
    .enum(['96', '320', '800'])
    .default('320')
    .transform((text) => Number(text) as CoverSize),
})
const HomeQuery = z.strictObject({ seed: AlbumQuery.shape.seed.describe('Of the random albums.') })
const MarksQuery = z.strictObject({
  track_ids: z
    .string()
    .max(MAX_MARKS * 40)
    .transform((text) => text.split(','))
    .pipe(z.array(TrackId).min(1).max(MAX_MARKS))
    .describe('Ids with commas between them.'),
})
const DAY_MS = 86_400_000
const COVER_CACHE = 'private, max-age=31536000, immutable'

export const libraryRoutes: RestRoutes = ({ engine, library, covers, scan }) =>
  async function routes(app) {
    const schema = (summary: string, answer: z.ZodType) => routeSchema({ tag, summary, answer })

    app.get(
      '/library/tracks',
      { schema: { querystring: TrackQuery, ...schema('Tracks, in any order', libraryPage(Track)) } },
      async (request) => {
        const { householdId, userId } = request.signedIn()
        return toRest(await library.listTracks(householdId, request.query, userId))
      },
    )
    app.get(
      '/library/albums',
      { schema: { querystring: AlbumQuery, ...schema('Albums, in any order', libraryPage(Album)) } },
      async (request) => {
        const { householdId, userId } = request.signedIn()
        return toRest(await library.listAlbums(householdId, request.query, userId))
      },
    )
    app.get(
      '/library/artists',
      { schema: { querystring: LibraryQuery, ...schema('Artists, by name', libraryPage(Artist)) } },
      async (request) => toRest(await library.listArtists(request.signedIn().householdId, request.query)),
    )

    app.get(
      '/library/tracks/:id',
      {
        schema: {
          params: z.object({ id: TrackId }),
          ...schema('A track, and what I did with it', TrackDetails),
        },
      },
      async (request) => {
        const { householdId, userId } = request.signedIn()
        return found(await library.details(householdId, userId, request.params.id), 'library.track-not-found')
      },
    )
    app.get(
      '/library/albums/:id',
      { schema: { params: z.object({ id: AlbumId }), ...schema('An album with its tracks', AlbumPage) } },
      async (request) =>
        found(
          await library.album(request.signedIn().householdId, request.params.id),
          'library.album-not-found',
        ),
    )
    app.get(
      '/library/artists/:id',
      {
        schema: {
          params: z.object({ id: ArtistId }),
          ...schema('An artist with albums and tracks', ArtistPage),
        },
      },
      async (request) =>
        found(
          await library.artist(request.signedIn().householdId, request.params.id),
          'library.artist-not-found',
        ),
    )

    app.get(
      '/library/search',
      {
        schema: {
          querystring: SearchQuery,
          ...schema('The best artists, albums and tracks for some words', SearchResult),
        },
      },
      async (request) => toRest(await library.search(request.signedIn().householdId, request.query)),
    )
    app.get(
      '/library/home',
      { schema: { querystring: HomeQuery, ...schema('The shelves of the first screen', LibraryHome) } },
      async (request) => {
        const { householdId, userId } = request.signedIn()
        return toRest(await library.home(householdId, userId, request.query.seed ?? daysUntil(engine.now())))
      },
    )
    app.get(
      '/library/genres',
      { schema: schema('Genres, by name', z.object({ items: z.array(Genre) })) },
      async (request) => toRest({ items: await library.genres(request.signedIn().householdId) }),
    )
    app.get(
      '/library/years',
      { schema: schema('Years in which albums came out, newest first', z.object({ items: z.array(Year) })) },
      async (request) => toRest({ items: await library.years(request.signedIn().householdId) }),
    )
    app.get(
      '/library/marks',
      {
        schema: {
          querystring: MarksQuery,
          ...schema(
            'Which of some tracks I like, and how often I played them',
            z.object({ items: z.array(TrackMark) }),
          ),
        },
      },
      async (request) => {
        const { householdId, userId } = request.signedIn()
        return toRest({ items: await library.marks(householdId, userId, request.query.track_ids) })
      },
    )

    app.get(
      '/library/scan',
      {
        schema: {
          querystring: LibraryQuery,
          ...schema('The scan, and the files that could not be read', ScanDocument),
        },
      },
      async (request) => {
        const { householdId } = request.signedIn()
        const { items: errors, nextCursor } = await library.scanErrors(householdId, request.query)
        return toRest({ state: scan.progress(householdId), errors, nextCursor })
      },
    )
    app.post(
      '/library/scan',
      {
        config: { access: 'owner', ...limited('control') },
        schema: {
          body: CommandBody.default({}),
          ...routeSchema({ tag, summary: 'Look for new music', answer: ScanProgress, status: 202 }),
        },
      },
      async (request, reply) => {
        const { householdId } = request.signedIn()
        scan.start(householdId)
        reply.code(202)
        return toRest(scan.progress(householdId))
      },
    )
    app.post(
      '/library/scan/cancel',
      {
        config: { access: 'owner', ...limited('control') },
        schema: { body: CommandBody.default({}), ...schema('Stop looking', ScanProgress) },
      },
      async (request) => {
        const { householdId } = request.signedIn()
        scan.cancel(householdId)
        return toRest(scan.progress(householdId))
      },
    )

    app.get(
      '/covers/:id',
      {
        schema: {
          params: z.object({ id: z.string().max(200) }),
          querystring: CoverQuery,
          tags: [tag],
          summary: 'A cover, at most `size` pixels wide and high',
        },
      },
      async (request, reply) => {
        const { id } = request.params
        const row = await library.cover(request.signedIn().householdId, id)
        const image = row && (await covers.image(row.coverId, request.query.size))
        if (!image) throw new BatonError('library.cover-not-found')
        reply.header('etag', image.etag).header('cache-control', COVER_CACHE)
        if (request.headers['if-none-match']?.includes(image.etag)) return reply.code(304).send()
        return reply.type(image.mime).send(Buffer.from(image.bytes))
      },
    )
  }

/** The random albums of the first screen change once a day. */
function daysUntil(instant: number): number {
  return Math.floor(instant / DAY_MS)
}

function found(thing: object | null, otherwise: ErrorCode): unknown {
  if (!thing) throw new BatonError(otherwise)
  return toRest(thing)
}
