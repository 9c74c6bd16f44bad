export { type SseParts, sseDoor } from './sse-door.ts'
