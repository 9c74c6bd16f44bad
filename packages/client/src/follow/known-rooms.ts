import {
  listedAs,
  ROOM_KINDS,
  type Room,
  type RoomKind,
  type RoomState,
  type SessionRoom,
} from '@baton/protocol'

type FamilyOfMany<Name> = Name extends SessionRoom
  ? never
  : Name extends `${infer Family}:${string}`
    ? Family
    : never

/** Rooms of which a client follows one at most: everybody's single ones, and its own session. */
export type SingleRoom = Exclude<RoomState, { readonly family: FamilyOfMany<Room> }>
/** What one asks to follow: single rooms by their family, others by their name. */
export type FollowedRoom = Exclude<Room, SessionRoom> | 'session'

type FieldName = SingleRoom extends infer S ? (S extends unknown ? Exclude<keyof S, 'family'> : never) : never

/** The states of single rooms, side by side; null: not followed, or not heard yet. */
type SingleRooms = {
  readonly [Name in FieldName]: Extract<SingleRoom, { readonly [K in Name]: unknown }>[Name] | null
}

/** Everything that is known of what is followed. */
export interface KnownRooms extends SingleRooms {
  /** Rooms of which there are many, by their names. */
  readonly open: Readonly<Record<string, RoomState>>
}

export const NO_ROOMS = noneOf(ROOM_KINDS)

/** Nothing of rooms of these kinds. */
export function noneOf(kinds: readonly RoomKind[]): KnownRooms {
  const names = kinds.filter((kind) => listedAs(kind) === null).flatMap(fieldNames)
  return { ...Object.fromEntries(names.map((name) => [name, null])), open: {} } as unknown as KnownRooms
}

/** What a state says beside its family. */
export function fieldNames({ state }: RoomKind): readonly string[] {
  return Object.keys(state.shape).filter((name) => name !== 'family')
}
