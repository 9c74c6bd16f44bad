import type { HouseholdId, Room, RoomState, UserId } from '@baton/protocol'
import type { Script } from '../runtime/script.ts'

/** Who looks, and into whose rows. */
export interface Looking {
  readonly householdId: HouseholdId
  readonly userId: UserId
}

/** A room as its rows have it. */
export interface ShownRoom {
  readonly state: RoomState
  /** What was read may be kept at hand: to be called once the reading has succeeded. */
  readonly keep?: () => void
}

/** How a family reads its rooms: null where there is no such room, or not for this user. */
export interface RoomRows {
  readonly family: RoomState['family']
  show(looking: Looking, room: Room): Script<ShownRoom | null>
}
