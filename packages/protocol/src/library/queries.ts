// What may be asked of the lists of a library: pages, orders, groups, and one search for everything.
import { z } from 'zod'
import { queryNumber } from '../values/query-number.ts'

export const MAX_LIBRARY_PAGE = 200
export const MAX_SEARCH_LENGTH = 200
/** Of so many tracks at once one may ask what one did with them. */
export const MAX_MARKS = 200
const MAX_GENRE_LENGTH = 500
const MAX_SEED = 2 ** 31

/** What may be asked of a list. Taken from a query string, so numbers may come as text. */
export const LibraryQuery = z.strictObject({
  q: z.string().max(MAX_SEARCH_LENGTH).optional(),
  limit: queryNumber(z.int().min(1).max(MAX_LIBRARY_PAGE).default(50)),
  /** The `nextCursor` of the page before. Opaque. */
  cursor: z.string().min(1).max(2_000).optional(),
})
export type LibraryQuery = Readonly<z.infer<typeof LibraryQuery>>

/** `added`, `played`, `plays`, `liked` and `year` begin with the newest or most; what was played or liked is the caller's. */
export const TrackSort = z.enum(['title', 'added', 'played', 'plays', 'liked'])
export type TrackSort = z.infer<typeof TrackSort>
export const AlbumSort = z.enum(['title', 'artist', 'year', 'added', 'played', 'plays', 'random'])
export type AlbumSort = z.infer<typeof AlbumSort>

const genre = z.string().min(1).max(MAX_GENRE_LENGTH).optional()

/** With `q` the best matches come first, whatever `sort` says. */
export const TrackQuery = LibraryQuery.extend({ sort: TrackSort.optional(), genre })
export type TrackQuery = Readonly<z.infer<typeof TrackQuery>>

export const AlbumQuery = LibraryQuery.extend({
  sort: AlbumSort.optional(),
  genre,
  year: queryNumber(z.int().min(0).max(9999).optional()),
  /** Of the random order: the same seed gives the same order, page after page. */
  seed: queryNumber(z.int().min(0).max(MAX_SEED).optional()),
})
export type AlbumQuery = Readonly<z.infer<typeof AlbumQuery>>

export const SearchQuery = z.strictObject({
  q: z.string().min(1).max(MAX_SEARCH_LENGTH),
  limit: queryNumber(z.int().min(1).max(50).default(8)),
})
export type SearchQuery = Readonly<z.infer<typeof SearchQuery>>
