// Who may see what, judged with present rights whenever an event is read, not when it was written.
import type { RoomRules, Viewer } from '#domain'
import type { LoggedEvent } from '../ports/store.ts'

export function maySee(
  { userId }: Pick<Viewer, 'userId'>,
  { audience }: Pick<LoggedEvent, 'audience'>,
): boolean {
  return audience === 'household' || audience === userId
}

/** Not everybody may see such a room who may ask for it, and who does can change. */
export function hasRights({ changesRights }: RoomRules): boolean {
  return changesRights !== undefined
}
