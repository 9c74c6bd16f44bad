import {
  type ArtworkStats,
  type AuthorStats,
  pathTo,
  type TrendingArtwork,
  viewEndpoints,
} from '@baton/protocol'
import type { Calls } from './calls.ts'

/** How often artworks are shown. `days`: today and those before it, in UTC. */
export interface Views {
  ofArtwork(postId: number, days: number): Promise<ArtworkStats>
  ofAuthor(days: number): Promise<AuthorStats>
  /** What is seen much just now, of everybody's; at most so many. */
  trending(limit: number): Promise<readonly TrendingArtwork[]>
  /** Where a browser gets the days as CSV; null: of all artworks. */
  csvAddress(postId: number | null, days: number): string
}

export function views({ read }: Calls, baseUrl: string): Views {
  return {
    ofArtwork: (postId, days) =>
      read(viewEndpoints.ofArtwork, { params: { post_id: String(postId) }, query: { days } }),
    ofAuthor: (days) => read(viewEndpoints.ofAuthor, { query: { days } }),
    trending: async (limit) => (await read(viewEndpoints.trending, { query: { limit } })).items,
    csvAddress: (postId, days) =>
      baseUrl +
      (postId === null
        ? pathTo(viewEndpoints.ofAuthorCsv, {}, { days })
        : pathTo(viewEndpoints.ofArtworkCsv, { post_id: String(postId) }, { days })),
  }
}
