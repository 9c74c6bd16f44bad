// Who may see what, judged with present rights whenever an event is read, not when it was written.
import { type HouseholdId, INSTALLATION, type Room, sessionRoom } from '@baton/protocol'
import { isMeantFor, type RoomRules, type Viewer } from '#domain'
import type { Principal } from '../api/principal.ts'
import type { LoggedEvent } from '../ports/store.ts'
import type { RoomTable } from './room-table.ts'

/** `log`: whose log it stands in. */
export function maySee(
  viewer: Viewer,
  { audience, room }: Pick<LoggedEvent, 'audience'> & Partial<Pick<LoggedEvent, 'room'>>,
  log: HouseholdId,
): boolean {
  if (isMeantFor(audience, viewer, log)) return true
  const { lentTo } = viewer
  return lentTo !== undefined && audience === lentTo.userId && room === sessionRoom(lentTo.sessionId)
}

/** Not everybody may see such a room who may ask for it, and who does can change. */
export function hasRights({ changesRights }: RoomRules): boolean {
  return changesRights !== undefined
}

/** Whose log tells of a room. */
export function logOfRoom(rules: RoomTable, { householdId }: Principal, room: Room): HouseholdId {
  return rules(room).ofInstallation ? INSTALLATION : householdId
}
