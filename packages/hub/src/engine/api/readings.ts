import type { PlaylistEntry, PlaylistView, Queue, RoomState, SessionView } from '@baton/protocol'
import type { QueuePageState } from '#domain'

export interface SessionReading {
  readonly session: SessionView
  readonly epoch: string
  readonly seq: number
  readonly now: number
}

export interface RoomReading {
  readonly state: RoomState
  readonly epoch: string
  readonly seq: number
}

export interface PlaylistReading {
  readonly playlist: PlaylistView
  readonly entries: readonly PlaylistEntry[]
  readonly epoch: string
  readonly seq: number
}

/** It has been true since `unchangedSince`, up to `seq`. */
export interface QueuePageReading extends QueuePageState {
  readonly epoch: string
  readonly seq: number
}

export interface QueueReading {
  readonly queue: Queue
  readonly revision: number
  readonly epoch: string
  readonly seq: number
}
