import type { CommandResult } from '@baton/protocol'
import type {
  Change,
  CommandFacts,
  CommandLike,
  Held,
  Kind,
  Published,
  Read,
  Refused,
  TimerChange,
  UserRing,
  Wanted,
} from './family.ts'
import type { FamilyOf } from './registry.ts'
import { timerChanges } from './timer-changes.ts'

/** Consequences of consequences are few; more than this are a family that answers itself for ever. */
const MAX_STEPS = 100

/** Everything that one command and its consequences lead to. */
export interface Outcome {
  /** One for each thing, from before the first step to after the last. */
  readonly changes: readonly Change[]
  /** In the order in which it happened: the cause first. */
  readonly published: readonly Published[]
  readonly due: readonly TimerChange[]
  readonly result: CommandResult
  /** The last one that a step named. */
  readonly revision: number
  readonly rings: readonly UserRing[]
  /** The states as they are now. */
  readonly read: Read
}

/** States that a step needs and that were not read: once they are, the walk begins anew. */
export interface Missing {
  readonly missing: readonly Wanted[]
}

/**
 * Decides a command and then its consequences, each over what the former left. A refusal anywhere refuses the whole.
 */
export function walk(
  familyOf: FamilyOf,
  command: CommandLike,
  facts: CommandFacts,
  held: readonly Held[],
): Outcome | Refused | Missing {
  const changes: Change[] = []
  const read = readerOf(held, changes)
  const steps = [command]
  let published: readonly Published[] = []
  let due: readonly TimerChange[] = []
  let result: CommandResult = {}
  let revision = 0
  const rings: UserRing[] = []
  for (let nth = 0; nth < steps.length; nth++) {
    if (nth === MAX_STEPS) throw new Error(`${command.type} leads to more than ${MAX_STEPS} commands`)
    const step = steps[nth] as CommandLike
    const family = familyOf(step)
    const missing = missingFrom(family.needs(step, facts.subject), held, changes)
    if (missing) return { missing }
    const decided = family.decide(step, read, facts)
    if ('rejected' in decided) return decided
    for (const change of decided.changes) merge(changes, change)
    published = nth === 0 ? decided.published : [...published, ...decided.published]
    if (decided.due) due = [...due, ...decided.due]
    if (decided.result) result = nth === 0 ? decided.result : { ...result, ...decided.result }
    revision = decided.revision ?? revision
    if (decided.ring) rings.push(decided.ring)
    if (decided.consequences) steps.push(...decided.consequences)
  }
  const implied = changes.flatMap(timerChanges)
  return {
    changes,
    published,
    due: due.length > 0 ? [...due, ...implied] : implied,
    result,
    revision,
    rings,
    read,
  }
}

/** What has to be read before a command is decided: its own needs, and those of what it may lead to. */
export function neededFor(
  familyOf: FamilyOf,
  command: CommandLike,
  subject: CommandFacts['subject'],
): readonly Wanted[] {
  const family = familyOf(command)
  const needs = family.needs(command, subject)
  const ahead = family.mayLeadTo?.(command, subject) ?? []
  return ahead.reduce((wanted, next) => wanting(wanted, neededFor(familyOf, next, subject)), needs)
}

/** Both, and each thing once: whole where one of them wants it whole. */
export function wanting(some: readonly Wanted[], more: readonly Wanted[]): readonly Wanted[] {
  const all = [...some]
  for (const wanted of more) {
    const at = all.findIndex((other) => isSame(other, wanted))
    if (at < 0) all.push(wanted)
    else if (wanted.whole) all[at] = wanted
  }
  return all
}

type Named = Pick<Wanted, 'kind' | 'id'>

export function isSame(a: Named, b: Named): boolean {
  return a.kind === b.kind && a.id === b.id
}

/** One of the states that were read, as it is after these changes; undefined: it was not read. */
export function stateOf<Key, State>(
  held: readonly Held[],
  changes: readonly Change[],
  kind: Kind<Key, State>,
  key: Key,
): State | undefined {
  const id = kind.idOf(key)
  for (const change of changes) if (change.kind === kind && change.id === id) return change.after as State
  for (const one of held) if (one.kind === kind && one.id === id) return one.state as State
  return undefined
}

function readerOf(held: readonly Held[], changes: readonly Change[]): Read {
  return <Key, State>(kind: Kind<Key, State>, key: Key): State => {
    const state = stateOf(held, changes, kind, key)
    if (state !== undefined) return state
    throw new Error(`This decision reads ${kind.name} ${kind.idOf(key)} and did not say so in needs()`)
  }
}

/** What this command itself created is there as a whole. */
function missingFrom(
  needs: readonly Wanted[],
  held: readonly Held[],
  changes: readonly Change[],
): readonly Wanted[] | null {
  const missing = needs.filter(
    (wanted) =>
      !held.some((one) => isSame(one, wanted) && (one.whole || !wanted.whole)) &&
      !changes.some((change) => isSame(change, wanted) && change.before === change.kind.none),
  )
  return missing.length > 0 ? missing : null
}

function merge(changes: Change[], change: Change): void {
  const at = changes.findIndex((former) => isSame(former, change))
  if (at < 0) changes.push(change)
  else changes[at] = { ...change, before: (changes[at] as Change).before }
}
