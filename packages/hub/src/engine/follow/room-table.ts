import { familyOfRoom, type Room, type RoomRegistry, type RoomState, type Scope } from '@baton/protocol'
import type { RoomRules } from '#domain'

/** The rules of a room, by its family. */
export type RoomTable = (room: Room) => RoomRules

const NO_RULES: RoomRules = { family: 'any' }

export function roomTable(rules: readonly RoomRules[]): RoomTable {
  const byFamily = new Map(rules.map((one) => [one.family, one]))
  return (room) => byFamily.get(familyOfRoom(room)) ?? NO_RULES
}

/** What it takes to follow a room. */
export type ScopeOfRoom = (room: Room) => Scope

export function scopesIn(kinds: RoomRegistry<Room, RoomState>): ScopeOfRoom {
  return (room) => kinds.called(familyOfRoom(room))?.scope ?? 'read'
}
