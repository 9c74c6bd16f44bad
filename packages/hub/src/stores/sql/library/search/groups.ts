// Genres and years as results of a search: they have no rows of their own, and are few.
import type { Genre, Year } from '@baton/protocol'
import { fold, sortKey } from '../rows/fold-text.ts'
import { type SearchIndex, searchIndex } from './search-index.ts'

export interface GenreIndex {
  find(query: string, limit: number, forgiving: boolean): readonly Genre[]
}

/** Found by the same rules as tracks are (B11, B24, B25, B48). */
export function genreIndex(genres: readonly Genre[]): GenreIndex {
  const index: SearchIndex = searchIndex()
  const byName = new Map(genres.map((genre) => [genre.genre, genre]))
  for (const { genre } of genres) index.put(genre, sortKey(genre), fold(genre))
  return {
    find: (query, limit, forgiving) =>
      index.find(fold(query), { limit, after: null, forgiving }).flatMap(({ id }) => byName.get(id) ?? []),
  }
}

/** Of `1994` that year, of `1990s` the years of the decade. */
export function yearsMeant(years: readonly Year[], query: string, limit: number): readonly Year[] {
  const [, year, decade] = /^\s*(?:(\d{4})|(\d{3}0)(?:s|er))\s*$/i.exec(query) ?? []
  const isMeant = (one: number) =>
    year !== undefined
      ? one === Number(year)
      : decade !== undefined && Math.floor(one / 10) * 10 === Number(decade)
  return years.filter((one) => isMeant(one.year)).slice(0, limit)
}
