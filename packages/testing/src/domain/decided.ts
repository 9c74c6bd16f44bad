import {
  type AnyCommand,
  type Caller,
  type CommandFacts,
  FAMILIES,
  familiesBy,
  type Held,
  type Outcome,
  type Refused,
  type Wanted,
  walk,
} from '@baton/hub/domain'

const familyOf = familiesBy(FAMILIES)

/** With every right, and no device of its own. */
export const ANYBODY: Caller = {
  userId: null,
  deviceId: null,
  mayAddDevices: true,
  mayChangeHousehold: true,
  ownsHousehold: true,
}

/** One command decided as the engine decides it, by states that the test holds instead of a store. */
export function decided(
  command: AnyCommand,
  facts: CommandFacts,
  stateOf: (wanted: Wanted) => unknown,
): Outcome | Refused {
  let held: readonly Held[] = []
  for (;;) {
    const outcome = walk(familyOf, command, facts, held)
    if (!('missing' in outcome)) return outcome
    held = [...held, ...outcome.missing.map((wanted) => ({ ...wanted, whole: true, state: stateOf(wanted) }))]
  }
}
