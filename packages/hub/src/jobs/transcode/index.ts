export { type TranscodeOptions, trackTranscodes } from './transcodes.ts'
