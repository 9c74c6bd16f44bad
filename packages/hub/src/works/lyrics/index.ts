export { type LyricsOptions, trackLyrics } from './lyrics.ts'
