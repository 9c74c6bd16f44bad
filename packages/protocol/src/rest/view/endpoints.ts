/** How often artworks were shown, and what displays say of it. */
export const viewEndpoints = {
  send: 'POST /api/player/events/view',
  ofAuthor: 'GET /api/post/stats',
  ofAuthorCsv: 'GET /api/post/stats.csv',
  trending: 'GET /api/post/trending',
  ofArtwork: 'GET /api/post/:post_id/stats',
  ofArtworkCsv: 'GET /api/post/:post_id/stats.csv',
} as const
