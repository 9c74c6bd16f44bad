// The registry of what this door says in words of its own. A family whose events and rooms go by the common words does
// not stand here.
import { deviceWords } from './families/device.ts'
import { playlistWords } from './families/playlist.ts'
import { sessionWords } from './families/session.ts'
import type { StreamWords } from './stream-words.ts'

export const STREAM_WORDS: readonly StreamWords[] = [sessionWords, deviceWords, playlistWords]
