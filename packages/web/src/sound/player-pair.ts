import type { Source } from '@baton/client'
import type { AudioPlayer } from './audio-player.ts'

/** The two elements of a page and what they are about. */
export interface PlayerPair {
  /** The one that is heard, or would be. */
  front: AudioPlayer
  /** Holds what comes next where that is not joined, and what fades out. */
  back: AudioPlayer
  /** What is to follow. */
  prepared: Source | null
  /** What was heard before. */
  former: Source | null
}
