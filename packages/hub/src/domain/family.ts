import type {
  BatonEvent,
  CommandResult,
  CommandRights,
  DeviceId,
  Rejection,
  Room,
  SessionId,
  UserId,
} from '@baton/protocol'
import type { Audience } from './audience.ts'

/** Whose thing a command is about. */
export interface Subject {
  readonly userId: UserId
  readonly sessionId: SessionId
}

/** What a registry knows of a command: its type, `prefix.verb`. */
export interface CommandLike {
  readonly type: string
}

/**
 * Something that decisions read and may change: a session, the devices of a user, whether a track is liked. A kind is
 * known by its identity, not by its name. Its functions are methods, so that kinds of different states fit one list.
 */
export interface Kind<Key, State> {
  readonly name: string
  /** What stands for one that is not there. */
  readonly none: State
  /** Two keys with the same id mean the same thing. */
  idOf(key: Key): string
  /**
   * What the hub has to do later because of this state, and only because of it. Where two states of a long list are
   * compared, what stands in `other` as it is may be left out.
   */
  timers?(state: State, other?: State): ReadonlyMap<string, Timer>
  /** Of a state that is only read: what it is once these changes were made to states that it shows too. */
  amended?(state: State, changes: readonly Change[]): State
}
export type AnyKind = Kind<unknown, unknown>

/** A command that the hub gives itself at an instant. It is decided by the state of that instant. */
export interface Timer<Command extends CommandLike = CommandLike> {
  readonly at: number
  readonly command: Command
  /** Whose thing it is about; missing: whose the command is that leads to it. */
  readonly subject?: Subject
}

/** A timer to set (replacing the one of the same key) or, with null, to cancel. */
export interface TimerChange {
  readonly key: string
  readonly due: Timer | null
}

/** Something that a decision reads. `whole`: with its long list, where the kind has one. */
export interface Wanted {
  readonly kind: AnyKind
  readonly key: unknown
  readonly id: string
  readonly whole: boolean
}

/** A state that was read for a `Wanted`. */
export interface Held extends Wanted {
  readonly state: unknown
}

/** Answers with the state of what was wanted. Asking for anything else is a mistake in `needs`. */
export type Read = <Key, State>(kind: Kind<Key, State>, key: Key) => State

/** Answers with what was read already, as it is by now; undefined: it was not. */
export type Known = <Key, State>(kind: Kind<Key, State>, key: Key) => State | undefined

/** A command about somebody else's thing. Whoever gave the one that leads to it has no device of its own there. */
export interface Elsewhere {
  readonly command: CommandLike
  readonly subject: Subject
}

/** One thing as it was and as it is. Carries its kind, because what was just created is in nobody's needs. */
export interface Change {
  readonly kind: AnyKind
  readonly key: unknown
  readonly id: string
  readonly before: unknown
  readonly after: unknown
}

/** An event, and to whom in which room it is told. */
export interface Published {
  readonly room: Room
  readonly audience: Audience
  readonly revision: number
  readonly event: BatonEvent
}

/** What outside subscribers of one user are told of a command, in one word. */
export interface UserRing {
  readonly userId: UserId
  readonly revision: number
  readonly type: string
}

/** What one command leads to. All of it is committed, or nothing. */
export interface Decided {
  readonly changes: readonly Change[]
  readonly published: readonly Published[]
  /** Timers that no state implies; those that a state implies follow from `changes`. */
  readonly due?: readonly TimerChange[]
  /** What follows at once, in another family too: decided over this outcome, in the same transaction. */
  readonly consequences?: readonly (CommandLike | Elsewhere)[]
  readonly result?: CommandResult
  /** The number of the aggregate that the receipt names. */
  readonly revision?: number
  readonly ring?: UserRing
}

export interface Refused {
  readonly rejected: Rejection
  /** The same may be accepted from this instant on: due work is put off until then. */
  readonly notBefore?: number
}

/** Who gave a command. For what the hub does by itself: nobody's device, and every right. */
export interface Caller {
  /** Need not be whose thing it is about: people act in the sessions of boxes. Null: the hub itself. */
  readonly userId: UserId | null
  readonly deviceId: DeviceId | null
  /** As the loudspeaker that its device is, where that is a browser: SD17. */
  readonly asSpeaker?: true
  /** Its name in the household; missing: nobody's. */
  readonly name?: string
  /** False: keeps the devices that are there. */
  readonly mayAddDevices: boolean
  /** False: only looks at what is the household's. */
  readonly mayChangeHousehold: boolean
  /** Sets what holds for everybody. */
  readonly ownsHousehold: boolean
}

/** What a decision may know beside the states. */
export interface CommandFacts {
  readonly now: number
  /**
   * How far the clocks on the wall are ahead of `now`, which nobody sets: it stands while a machine sleeps, and is what
   * its clock said at the start. Zero where they nearly agree.
   */
  readonly wallAheadMs: number
  readonly subject: Subject
  readonly caller: Caller
  readonly seed: number
  /** UUIDs that name nothing yet. */
  freshIds(count: number): readonly string[]
}

/** One kind of thing that is decided on. Everything here is pure; refusals are values. */
export interface Family<Command extends CommandLike = CommandLike> {
  readonly name: string
  /** What its commands' types begin with, before the dot. */
  readonly prefixes: readonly string[]
  /** What clients may ask of it, and what each of that takes. What is not here the hub tells itself. */
  readonly rights: Readonly<Record<string, CommandRights>>
  /** Everything that `decide` reads. `known`: what of it was read already, where that tells what else is needed. */
  needs(command: Command, subject: Subject, known?: Known): readonly Wanted[]
  /** What its consequences may be: what they need is read ahead, which saves a round trip. Only a hint. */
  mayLeadTo?(command: Command, subject: Subject): readonly CommandLike[]
  /** Rights that take no look at any state: null, or why this principal may not ask for that at all. */
  refuses?(command: Command, asking: Subject & Pick<Caller, 'deviceId'>): Rejection | null
  /** The state itself knows a repetition: such a command needs no receipt. */
  knowsRepetition?(command: Command): boolean
  /** As due work it counts only while it still is what is due: a later one has taken its place. */
  onlyWhileDue?(command: Command): boolean
  decide(command: Command, read: Read, facts: CommandFacts): Decided | Refused
}

export function want<Key, State>(kind: Kind<Key, State>, key: Key, depth: 'head' | 'whole' = 'head'): Wanted {
  return { kind, key, id: kind.idOf(key), whole: depth === 'whole' }
}

export function change<Key, State>(kind: Kind<Key, State>, key: Key, before: State, after: State): Change {
  return { kind, key, id: kind.idOf(key), before, after }
}
