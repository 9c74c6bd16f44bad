export { STREAM_WORDS } from './families.ts'
export { type SseParts, sseDoor } from './sse-door.ts'
export type { Document, Showing, StreamWords } from './stream-words.ts'
