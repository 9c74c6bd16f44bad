export { artworkPictures } from './pictures.ts'
