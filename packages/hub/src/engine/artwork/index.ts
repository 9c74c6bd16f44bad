export { type ArtworkParts, artworkCore } from './artwork.ts'
export { artworkDesk } from './desk.ts'
export { tidyArtwork } from './tidy.ts'
