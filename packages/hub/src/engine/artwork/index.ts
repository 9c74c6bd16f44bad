export { type ArtworkParts, artworkCore } from './artwork.ts'
export { artworkNews } from './artwork-news.ts'
export { artworkDesk } from './desk.ts'
export { tidyArtwork } from './tidy.ts'
