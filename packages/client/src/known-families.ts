import {
  BatonEvent,
  COMMAND_REQUESTS,
  type RestRequest,
  ROOMS,
  type Room,
  type RoomRegistry,
  type RoomState,
} from '@baton/protocol'
import { playlistReading } from './follow/families/playlist.ts'
import { sessionReading } from './follow/families/session.ts'
import type { StreamReading } from './follow/stream-reading.ts'

/** What a client knows of the families of a hub. */
export interface KnownFamilies {
  /** How each command is asked for. */
  readonly requests: Readonly<Record<string, RequestOf>>
  readonly rooms: RoomRegistry<Room, RoomState>
  /** Rooms that the stream writes in words of its own. */
  readonly readings: readonly StreamReading[]
  /** An event of the log as it stands in a message; null: it cannot be understood. */
  eventIn(message: unknown): BatonEvent | null
}

/** A method, so that requests of different commands fit one list. */
type RequestOf = { of(command: unknown): RestRequest }['of']

/** The protocol's. */
export const KNOWN_FAMILIES: KnownFamilies = {
  requests: COMMAND_REQUESTS,
  rooms: ROOMS,
  readings: [sessionReading, playlistReading],
  eventIn: (message) => BatonEvent.safeParse(message).data ?? null,
}
