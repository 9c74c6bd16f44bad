import { familyOfRoom, type Room } from '@baton/protocol'
import type { RoomRules } from '#domain'

/** The rules of a room, by its family. */
export type RoomTable = (room: Room) => RoomRules

const NO_RULES: RoomRules = { family: 'any' }

export function roomTable(rules: readonly RoomRules[]): RoomTable {
  const byFamily = new Map(rules.map((one) => [one.family, one]))
  return (room) => byFamily.get(familyOfRoom(room)) ?? NO_RULES
}
