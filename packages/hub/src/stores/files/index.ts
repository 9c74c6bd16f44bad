export { keptFiles } from './kept-files.ts'
export { openTrackFile, trackFiles } from './track-files.ts'
