import { isOneOfMany, type Room, scopeOfRoom } from '@baton/protocol'
import { isWithinScope, type Principal } from '../api/principal.ts'
import type { Snapshot, Store } from '../ports/store.ts'
import type { RoomTable } from './room-table.ts'
import { logOfRoom } from './visibility.ts'

interface MayFollowParts {
  readonly store: Store
  readonly rules: RoomTable
}

/** What is not its own is as if it were not there, whoever opened the door to it. */
export function isOwn({ rules }: Pick<MayFollowParts, 'rules'>, principal: Principal, room: Room): boolean {
  if (!isWithinScope(principal, scopeOfRoom(room))) return false
  return rules(room).isOwn?.(room, principal) ?? true
}

/** Are these there for it? Those that everybody has one of always are; those that are its own by their names, too. */
export async function mayFollow(
  { store, rules }: MayFollowParts,
  principal: Principal,
  rooms: readonly Room[],
): Promise<boolean> {
  if (!rooms.every((room) => isOwn({ rules }, principal, room))) return false
  const named = rooms.filter((room) => isOneOfMany(room) && !rules(room).isOwn)
  if (named.length === 0) return true
  const byLog = Map.groupBy(named, (room) => logOfRoom(rules, principal, room))
  for (const [log, asked] of byLog) {
    const { states } = await store.snapshot(log, principal.userId, asked)
    if (!asked.every((room) => isThere({ rules }, states, room))) return false
  }
  return true
}

/** Is this room, among those that were shown, one to begin to follow? */
export function isThere(
  { rules }: Pick<MayFollowParts, 'rules'>,
  states: Snapshot['states'],
  room: Room,
): boolean {
  const state = states.find((one) => one.room === room)?.state
  return state !== undefined && rules(room).mayBegin?.(state) !== false
}
