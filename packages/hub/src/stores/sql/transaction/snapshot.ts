import type { Room } from '@baton/protocol'
import { familyOfRoom } from '@baton/protocol'
import type { Snapshot } from '#engine'
import { askHousehold } from '../household/household-rows.ts'
import { ask, type Script } from '../runtime/script.ts'
import { together } from '../runtime/together.ts'
import type { PickedState } from './load.ts'
import type { Looking, RoomRows, ShownRoom } from './shown-room.ts'

export interface Taken {
  readonly snapshot: Snapshot
  /** What was read of kinds that may keep it at hand. */
  readonly found: readonly PickedState[]
}

/** Has to run in one transaction, so that the numbers and the rooms belong together. */
export function* takeSnapshot(
  families: readonly RoomRows[],
  looking: Looking,
  rooms: readonly Room[],
): Script<Taken> {
  const wanted = [...new Set(rooms)]
  const [[household], shown] = yield* together([
    ask(askHousehold(looking.householdId, null)),
    together(wanted.map((room) => showRoom(families, looking, room))),
  ])
  const states = wanted.flatMap((room, index) => {
    const state = shown[index]?.state
    return state ? [{ room, state }] : []
  })
  const { epoch, seq, floor, lastInstant } = household
  return {
    snapshot: { epoch, seq, floor, lastInstant, states },
    found: shown.flatMap((one) => one?.found ?? []),
  }
}

function* showRoom(families: readonly RoomRows[], looking: Looking, room: Room): Script<ShownRoom | null> {
  const family: string = familyOfRoom(room)
  const rows = families.find((one) => one.family === family)
  return rows ? yield* rows.show(looking, room) : null
}
