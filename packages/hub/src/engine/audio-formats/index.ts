export * from './audio-formats.ts'
export * from './cue-frames.ts'
