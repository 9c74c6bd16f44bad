import type { Channel } from './feed/channel.ts'
import type { Look } from './look.ts'

/** What a display was told last, and what it does until it is told anything. */
export interface Settings extends Look {
  readonly channel: Channel
  readonly paused: boolean
}

export const FIRST_SETTINGS: Settings = {
  channel: { name: 'all', userSqid: null, hashtag: null, order: 2 },
  paused: false,
  brightness: 100,
  rotation: 0,
  mirror: false,
}
