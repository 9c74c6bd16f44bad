import type { HouseholdId, Room, RoomState, UserId } from '@baton/protocol'
import type { Dialect } from '../runtime/dialect.ts'
import type { Script } from '../runtime/script.ts'
import type { PickedState } from './load.ts'
import type { RowsOf } from './rows.ts'

/** Who looks, and into whose rows. */
export interface Looking {
  readonly householdId: HouseholdId
  readonly userId: UserId
}

/** A room as its rows have it. */
export interface ShownRoom {
  readonly state: RoomState
  /** What was read of a kind that may keep it at hand. */
  readonly found?: PickedState
}

/** How a family reads its rooms: null where there is no such room, or not for this user. */
export interface RoomRows {
  readonly family: string
  show(looking: Looking, room: Room): Script<ShownRoom | null>
}

export type MakeRoomRows = (rowsOf: RowsOf, dialect: Dialect) => RoomRows
