import { ROOMS, type Room, type RoomRegistry, type RoomState } from '@baton/protocol'
import { STREAM_WORDS } from './families.ts'
import type { StreamWords } from './stream-words.ts'

/** The kinds of rooms that there are, and the words of those that have some of their own. */
export interface Vocabulary {
  readonly rooms: RoomRegistry<Room, RoomState>
  wordsOf(family: string): StreamWords | undefined
}

/** Missing: everything that a hub knows. */
export function vocabulary(
  rooms: Vocabulary['rooms'] = ROOMS,
  words: readonly StreamWords[] = STREAM_WORDS,
): Vocabulary {
  const byFamily = new Map<string, StreamWords>(words.map((one) => [one.family, one]))
  return { rooms, wordsOf: (family) => byFamily.get(family) }
}
