import type { PlaylistEntry, PlaylistView, Queue, SessionView } from '@baton/protocol'

export interface SessionReading {
  readonly session: SessionView
  readonly epoch: string
  readonly seq: number
  readonly now: number
}

export interface PlaylistReading {
  readonly playlist: PlaylistView
  readonly entries: readonly PlaylistEntry[]
  readonly epoch: string
  readonly seq: number
}

export interface QueueReading {
  readonly queue: Queue
  readonly revision: number
  readonly epoch: string
  readonly seq: number
}
