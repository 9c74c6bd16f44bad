import type { BatonEvent, Beacon, Room, RoomState } from '@baton/protocol'
import type { Document } from './document.ts'
import type { FrameReadings } from './readings.ts'

/** Told beside the states, without a number and without an envelope: of music that is on its way in. */
export interface Aside {
  readonly event: string
  /** In which of a client's rooms it is told. */
  readonly rooms: readonly string[]
  readonly data: Document
}

/** What one client knows of things on their way, and is told of them. */
export interface AsideNews {
  /** The hub's room that has them. It is no room of this door, and followed with the first of those. */
  readonly room: Room
  /** All of them as they are. Null: the state is of another room. */
  begin(state: RoomState, readings: FrameReadings): Promise<readonly Aside[]> | null
  /** Null: the event is about something else. */
  hear(event: BatonEvent, readings: FrameReadings): Promise<readonly Aside[]> | null
  beacon(beacon: Beacon): readonly Aside[]
  /** Those that are on their way, for a client that has joined `room`. */
  inRoom(room: string): readonly Aside[]
}
