export * from './audio-formats.ts'
