// The registry of what the stream shows in words of its own. A family whose events and rooms are shown as all are does
// not stand here.
import { deviceStream } from '../device/stream.ts'
import { playlistStream } from '../playlist/stream.ts'
import { sessionStream } from '../session/stream.ts'
import type { StreamPart } from './stream-part.ts'

export const STREAM_PARTS: readonly StreamPart[] = [sessionStream, deviceStream, playlistStream]
