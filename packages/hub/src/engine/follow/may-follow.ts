import { isOneOfMany, type Room } from '@baton/protocol'
import { isWithinScope, type Principal } from '../api/principal.ts'
import type { Snapshot, Store } from '../ports/store.ts'
import type { RoomTable, ScopeOfRoom } from './room-table.ts'
import { logOfRoom } from './visibility.ts'

interface MayFollowParts {
  readonly store: Store
  readonly rules: RoomTable
  readonly scopeOf: ScopeOfRoom
}

/** What is not its own is as if it were not there, whoever opened the door to it. */
export function isOwn(
  { rules, scopeOf }: Omit<MayFollowParts, 'store'>,
  principal: Principal,
  room: Room,
): boolean {
  if (!isWithinScope(principal, scopeOf(room))) return false
  return rules(room).isOwn?.(room, principal) ?? true
}

/** Are these there for it? Those that everybody has one of always are; those that are its own by their names, too. */
export async function mayFollow(
  parts: MayFollowParts,
  principal: Principal,
  rooms: readonly Room[],
): Promise<boolean> {
  const { store, rules } = parts
  if (!rooms.every((room) => isOwn(parts, principal, room))) return false
  const named = rooms.filter((room) => isOneOfMany(room) && !rules(room).isOwn)
  if (named.length === 0) return true
  const byLog = Map.groupBy(named, (room) => logOfRoom(rules, principal, room))
  for (const [log, asked] of byLog) {
    const { states } = await store.snapshot(log, principal.userId, asked)
    if (!asked.every((room) => isThere(parts, states, room))) return false
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
