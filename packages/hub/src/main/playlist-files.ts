import type { FileCommand, HouseholdId, Rejection, SessionId, UserId } from '@baton/protocol'
import type { RunningEngine } from '#engine'

/** A playlist that follows a file is nobody's: the household itself stands where others have their owner. */
export function tellOfLists(
  engine: Pick<RunningEngine, 'tell'>,
): (householdId: HouseholdId, command: FileCommand) => Promise<Rejection | null> {
  return (householdId, command) => {
    const nobody = { userId: householdId as string as UserId, sessionId: householdId as string as SessionId }
    return engine.tell(householdId, nobody, command)
  }
}
