import { type ArtworkStats, type AuthorStats, pathTo, viewEndpoints } from '@baton/protocol'
import type { Calls } from './calls.ts'

/** How often one's artworks were shown. `days`: today and those before it, in UTC. */
export interface Views {
  ofArtwork(postId: number, days: number): Promise<ArtworkStats>
  ofAuthor(days: number): Promise<AuthorStats>
  /** Where a browser gets the days as CSV; null: of all artworks. */
  csvAddress(postId: number | null, days: number): string
}

export function views({ read }: Calls, baseUrl: string): Views {
  return {
    ofArtwork: (postId, days) =>
      read(viewEndpoints.ofArtwork, { params: { post_id: String(postId) }, query: { days } }),
    ofAuthor: (days) => read(viewEndpoints.ofAuthor, { query: { days } }),
    csvAddress: (postId, days) =>
      baseUrl +
      (postId === null
        ? pathTo(viewEndpoints.ofAuthorCsv, {}, { days })
        : pathTo(viewEndpoints.ofArtworkCsv, { post_id: String(postId) }, { days })),
  }
}
