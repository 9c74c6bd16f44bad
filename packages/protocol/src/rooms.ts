// The registry of rooms: whoever adds a family adds its kinds of rooms to this list, and everything that parses, folds
// or writes rooms of all families knows them.
import { z } from 'zod'
import { artworkRoom } from './artwork/rooms.ts'
import { boxesRoom } from './box/rooms.ts'
import { devicesRoom } from './device/rooms.ts'
import { downloadsRoom } from './download/rooms.ts'
import type { BatonEvent } from './events.ts'
import { healthRoom } from './health/rooms.ts'
import { libraryRoom } from './library/rooms.ts'
import { playlistRooms, playlistsRoom } from './playlist/rooms.ts'
import { quietHoursRoom } from './quiet-hours/rooms.ts'
import type { RoomKind } from './room-kind.ts'
import { roomRegistry } from './room-registry.ts'
import { sessionRooms } from './session/rooms.ts'
import { tagsRoom } from './tag/rooms.ts'
import { uploadsRoom } from './upload/rooms.ts'
import type { Stamp } from './values/stamp.ts'

const KINDS = [
  sessionRooms,
  devicesRoom,
  libraryRoom,
  playlistsRoom,
  playlistRooms,
  uploadsRoom,
  tagsRoom,
  downloadsRoom,
  quietHoursRoom,
  boxesRoom,
  healthRoom,
  artworkRoom,
] as const
type Kind = (typeof KINDS)[number]

/** Every kind of room, in the order of the registry. */
export const ROOM_KINDS: readonly RoomKind[] = KINDS as unknown as readonly RoomKind[]

/** A named slice of the log that one may follow. */
export type Room = NonNullable<Kind['names']>

/** The whole state of one room, by the family of the room. */
export const RoomState = z.discriminatedUnion('family', statesOf(KINDS))
export type RoomState = Readonly<z.infer<Kind['state']>>

/** What is said beside the log: latest wins, and it takes no number. */
export const Beacon = z.discriminatedUnion('type', beaconsOf(KINDS))
export type Beacon = Readonly<z.infer<Kind['beacons'][number]>>

/** The kinds of rooms that a hub knows. */
export const ROOMS = roomRegistry<Room, RoomState>(ROOM_KINDS)

export const Room = z.string().transform((text, check): Room => {
  const room = parseRoom(text)
  if (room) return room
  check.issues.push({ code: 'custom', message: 'is not the name of a room', input: text })
  return z.NEVER
})

export function parseRoom(text: string): Room | null {
  return ROOMS.parse(text)
}

/** The family of a room, as its state names it. */
export function familyOfRoom(room: Room): RoomState['family'] {
  const colon = room.indexOf(':')
  return (colon < 0 ? room : room.slice(0, colon)) as RoomState['family']
}

/** Of such rooms there are many, each named after one thing; of the others everybody has exactly one. */
export function isOneOfMany(room: Room): boolean {
  return room.includes(':')
}

/**
 * The state of a room after an event of that room. Hub, clients and tests use this one fold, so that
 * fold(snapshot(n), events after n) is the snapshot at the head, wherever it is computed.
 */
export function foldRoom(state: RoomState, event: BatonEvent, stamp: Stamp): RoomState {
  return ROOMS.fold(state, event, stamp)
}

function statesOf<const Kinds extends readonly { readonly state: unknown }[]>(kinds: Kinds) {
  return kinds.map(({ state }) => state) as { -readonly [K in keyof Kinds]: Kinds[K]['state'] }
}

function beaconsOf<const Kinds extends readonly { readonly beacons: readonly unknown[] }[]>(kinds: Kinds) {
  type Schema = Kinds[number]['beacons'][number]
  return kinds.flatMap(({ beacons }) => beacons) as [Schema, ...Schema[]]
}
