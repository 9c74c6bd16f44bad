export { artworkPictures } from './pictures.ts'
export { playingPictures } from './playing-pictures.ts'
