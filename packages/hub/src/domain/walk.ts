import type { CommandResult } from '@baton/protocol'
import type {
  Change,
  CommandFacts,
  CommandLike,
  Elsewhere,
  Held,
  Kind,
  Published,
  Read,
  Refused,
  Subject,
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
  const known = <Key, State>(kind: Kind<Key, State>, key: Key) => stateOf(held, changes, kind, key)
  const steps: Elsewhere[] = [{ command, subject: facts.subject }]
  const others = new Map<string, Subject>()
  let published: readonly Published[] = []
  let due: readonly TimerChange[] = []
  let result: CommandResult = {}
  let revision = 0
  const rings: UserRing[] = []
  for (let nth = 0; nth < steps.length; nth++) {
    if (nth === MAX_STEPS) throw new Error(`${command.type} leads to more than ${MAX_STEPS} commands`)
    const { command: step, subject } = steps[nth] as Elsewhere
    const isOwn = subject.sessionId === facts.subject.sessionId
    const family = familyOf(step)
    const missing = missingFrom(family.needs(step, subject, known), held, changes)
    if (missing) return { missing }
    const decided = family.decide(step, read, isOwn ? facts : elsewhere(facts, subject))
    if ('rejected' in decided) return decided
    for (const change of decided.changes) {
      merge(changes, change)
      if (!isOwn) others.set(`${change.kind.name} ${change.id}`, subject)
    }
    published = nth === 0 ? decided.published : [...published, ...decided.published]
    if (decided.due) due = [...due, ...decided.due]
    if (decided.result && isOwn) result = nth === 0 ? decided.result : { ...result, ...decided.result }
    if (isOwn) revision = decided.revision ?? revision
    if (decided.ring) rings.push(decided.ring)
    for (const next of decided.consequences ?? [])
      steps.push('subject' in next ? (next as Elsewhere) : { command: next as CommandLike, subject })
  }
  const implied = changes.flatMap((change) => {
    const subject = others.get(`${change.kind.name} ${change.id}`)
    return subject ? timerChanges(change).map((timer) => ofSubject(timer, subject)) : timerChanges(change)
  })
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

/** In another's thing the device of whoever asks has no part. */
function elsewhere(facts: CommandFacts, subject: Subject): CommandFacts {
  return { ...facts, subject, caller: { ...facts.caller, deviceId: null } }
}

function ofSubject({ key, due }: TimerChange, subject: Subject): TimerChange {
  return { key, due: due && { subject, ...due } }
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
  for (const one of held)
    if (one.kind === kind && one.id === id)
      return kind.amended ? kind.amended(one.state as State, changes) : (one.state as State)
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
