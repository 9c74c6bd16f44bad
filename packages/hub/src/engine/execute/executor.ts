import {
  BatonError,
  type BatonEvent,
  type Command,
  type CommandId,
  type HouseholdId,
  type Receipt,
  type Rejection,
  type Room,
} from '@baton/protocol'
import {
  type Caller,
  type CommandFacts,
  type CommandLike,
  type FamilyOf,
  isForOthers,
  type Missing,
  neededFor,
  type Subject,
  waitingFor,
  walk,
} from '#domain'
import { mayChangeHousehold, type Principal, subjectOf } from '../api/principal.ts'
import type { Bell } from '../ports/bell.ts'
import type { Chance, HubClock } from '../ports/clock.ts'
import type { MeasuredCommand, Measures } from '../ports/measures.ts'
import type {
  Committed,
  Decision,
  DueChange,
  DueCommand,
  Loaded,
  Needs,
  Store,
  Writes,
} from '../ports/store.ts'
import type { Rates } from '../rates/rates.ts'
import { measuredRefusal, measuredVerdict } from './measured.ts'
import { dueChange, isEmpty, ringOf, writesOf } from './outcome-writes.ts'
import { laidOver, type Overlay } from './overlay.ts'
import { hashOf, receiptOf, recognise, rejectedReceipt, type Verdict } from './receipts.ts'
import { refusalOf } from './refusal.ts'
import type { Decided } from './state-after.ts'

export interface ExecutorParts {
  readonly store: Store
  readonly bell: Bell
  readonly chance: Chance
  readonly clock: HubClock
  readonly familyOf: FamilyOf
  readonly overlays: readonly Overlay[]
  readonly rates: Rates
  /** Asked for what a client may do and does not do too often; null: there is nothing to wait for. */
  readonly before: (principal: Principal, command: Command) => Promise<void> | null
  /** Told of every timer that a commit set. */
  readonly onDue: (at: number) => void
  readonly measures: Measures
  readonly monotonicMs: () => number
}

export interface Carried {
  readonly receipt: Receipt
  readonly decided?: Decided | undefined
}

export interface Executor {
  /** `decided` is missing where it was refused before anything was read. */
  execute(principal: Principal, command: Command, commandId: CommandId | undefined): Promise<Carried>
  /** What the hub tells itself: due work and presence. Answers with what it was refused for. `dueKey` is deleted by the same transaction. */
  executeOwn(
    householdId: HouseholdId,
    subject: Subject,
    command: CommandLike,
    dueKey?: string,
  ): Promise<Rejection | null>
  /** A fact about the household that no command decided on. */
  announce(householdId: HouseholdId, room: Room, event: BatonEvent): Promise<void>
}

/** The hub itself asks. */
const HUB: Caller = {
  userId: null,
  deviceId: null,
  mayAddDevices: true,
  mayChangeHousehold: true,
  ownsHousehold: true,
}

/** A later command has taken the place of this one, or another worker has carried it out. */
type Overtaken = { readonly kind: 'overtaken' }

interface Judged {
  readonly verdict: Verdict
  /** Missing where there is nothing to write. */
  readonly writes?: Writes
  readonly missing?: never
}

/** One command's walk: recognise, decide, commit, ring. */
export function executor(parts: ExecutorParts): Executor {
  const { store, bell, clock, measures, familyOf } = parts

  async function execute(
    principal: Principal,
    command: Command,
    givenId: CommandId | undefined,
  ): Promise<Carried> {
    const commandId = givenId ?? (parts.chance.uuid() as CommandId)
    const refused = await refusalOf(parts.rates, familyOf(command), principal, command)
    if (refused) {
      measures.command({ type: command.type, by: 'client', ...measuredRefusal(refused.code), ms: 0 })
      return { receipt: rejectedReceipt(commandId, refused) }
    }
    const ready = parts.before(principal, command)
    if (ready) await ready
    let last: Loaded | null = null
    const { userId, householdId } = principal
    // An id that nobody chose cannot come again.
    const receiptFor =
      givenId && !familyOf(command).knowsRepetition?.(command) ? { principal: userId, commandId } : undefined
    const bodyHash = receiptFor ? hashOf(command) : ''
    const subject = subjectOf(principal, command)
    const wanted = neededFor(familyOf, command, subject)
    const caller = callerOf(principal, subject)
    const committed = await commit<Verdict>(
      command,
      'client',
      householdId,
      { wanted, ...(receiptFor && { receipt: receiptFor }) },
      (loaded) => {
        last = loaded
        if (loaded.receipt) return { value: recognise(loaded.receipt, bodyHash, commandId) }
        const judged = judge(loaded, command, subject, caller)
        if (judged.missing) return judged
        const { verdict, writes } = judged
        if (!receiptFor) return { value: verdict, ...(writes && { writes }), commandId }
        const make = (seq: number) => receiptOf(verdict, commandId, seq)
        const written = writes ?? { at: nowFor(loaded), events: [] }
        return {
          value: verdict,
          writes: { ...written, receipt: { ...receiptFor, bodyHash, make } },
          commandId,
        }
      },
    )
    ring(householdId, committed.seq, committed.value, subject)
    const { value, seq } = committed
    return { receipt: receiptOf(value, commandId, seq), decided: decidedBy(last, value, seq) }
  }

  async function executeOwn(
    householdId: HouseholdId,
    subject: Subject,
    command: CommandLike,
    dueKey?: string,
  ): Promise<Rejection | null> {
    const wanted = neededFor(familyOf, command, subject)
    const committed = await commit<Verdict | Overtaken>(
      command,
      'hub',
      householdId,
      { wanted, ...(dueKey !== undefined && { due: dueKey }) },
      (loaded) => {
        if (dueKey !== undefined && isOvertaken(loaded.due, command)) return { value: { kind: 'overtaken' } }
        const judged = judge(loaded, command, subject, HUB)
        if (judged.missing) return judged
        const { verdict, writes } = judged
        if (dueKey === undefined) return { value: verdict, ...(writes && { writes }) }
        const base = writes ?? { at: nowFor(loaded), events: [] }
        const set = base.due ?? []
        if (set.some((change) => change.key === dueKey)) return { value: verdict, writes: base }
        const due = [...set, afterDue(dueKey, verdict, loaded, command, subject, base.at)]
        return { value: verdict, writes: { ...base, due } }
      },
    )
    const { value } = committed
    ring(householdId, committed.seq, value, subject)
    return value.kind === 'rejected' ? value.rejection : null
  }

  /** Of two that are due under one key, the later one's is carried out, and the earlier one's is not behind it. */
  function isOvertaken(due: DueCommand | null, command: CommandLike): boolean {
    if (!familyOf(command).onlyWhileDue?.(command)) return false
    // Written by `dueChange`.
    return JSON.stringify(due?.command) !== JSON.stringify(command)
  }

  async function commit<V extends Verdict | Overtaken>(
    { type }: CommandLike,
    by: MeasuredCommand['by'],
    householdId: HouseholdId,
    needs: Needs,
    decide: (loaded: Loaded) => Decision<V>,
  ): Promise<Committed<V>> {
    const since = parts.monotonicMs()
    try {
      const committed = await store.transact<V>(householdId, needs, (loaded) =>
        decide(laidOver(loaded, parts.overlays)),
      )
      measures.command({ type, by, ...measuredVerdict(committed.value), ms: parts.monotonicMs() - since })
      return committed
    } catch (error) {
      const code = error instanceof BatonError ? error.code : 'hub.internal'
      measures.command({ type, by, ...measuredRefusal(code), ms: parts.monotonicMs() - since })
      throw error
    }
  }

  function judge(loaded: Loaded, command: CommandLike, subject: Subject, caller: Caller): Judged | Missing {
    const at = nowFor(loaded)
    const outcome = walk(familyOf, command, factsOf(subject, caller, at), loaded.held)
    if ('missing' in outcome) return outcome
    if ('rejected' in outcome) {
      const { rejected, notBefore } = outcome
      return {
        verdict: { kind: 'rejected', rejection: rejected, ...(notBefore !== undefined && { notBefore }) },
      }
    }
    const verdict = { kind: 'accepted', outcome, changed: outcome.published.length > 0, at } as const
    return isEmpty(outcome)
      ? { verdict }
      : { verdict, writes: writesOf(outcome, subject, { at, machineAt: clock.wallMs() }) }
  }

  function factsOf({ userId, sessionId }: Subject, caller: Caller, now: number): CommandFacts {
    return {
      now,
      wallAheadMs: clock.wallAheadMs(),
      subject: { userId, sessionId },
      caller,
      seed: parts.chance.seed(),
      freshIds: (count) => Array.from({ length: count }, () => parts.chance.uuid()),
    }
  }

  /** The larger of the hub's clock and the household's last instant: under the lock it never runs backwards. */
  function nowFor(loaded: Loaded): number {
    clock.witness(loaded.household.lastInstant)
    return clock.now()
  }

  function ring(householdId: HouseholdId, seq: number, verdict: Verdict | Overtaken, subject: Subject): void {
    if (verdict.kind !== 'accepted') return
    const { outcome, changed, at } = verdict
    for (const { due } of outcome.due) if (due) parts.onDue(due.at)
    if (!changed) return
    for (const { audience, event } of outcome.published)
      if (!isForOthers(audience)) measures.happened(subject.userId, event)
    bell.ring(ringOf(householdId, seq, outcome, at))
  }

  async function announce(householdId: HouseholdId, room: Room, event: BatonEvent): Promise<void> {
    const { seq } = await store.transact(householdId, {}, (loaded) => {
      const events = [{ room, audience: 'household', revision: 0, event } as const]
      return { value: undefined, writes: { at: nowFor(loaded), events } }
    })
    bell.ring({ householdId, seq, users: [] })
  }

  return { execute, executeOwn, announce }
}

/** What was read for it, of the last time that it was decided: that is what was committed. */
function decidedBy(loaded: Loaded | null, verdict: Verdict, seq: number): Decided | undefined {
  if (!loaded) return undefined
  const changes = verdict.kind === 'accepted' ? verdict.outcome.changes : []
  return { held: loaded.held, changes, epoch: loaded.household.epoch, seq }
}

/** In a box's session nobody's own device has a part. */
function callerOf(principal: Principal, { sessionId }: Subject): Caller {
  return {
    userId: principal.userId,
    deviceId: sessionId === principal.sessionId ? principal.deviceId : null,
    ...(principal.asSpeaker && { asSpeaker: true }),
    name: principal.username,
    mayAddDevices: principal.limits.mayAddDevices,
    mayChangeHousehold: mayChangeHousehold(principal),
    ownsHousehold: principal.roles.includes('owner'),
  }
}

/**
 * What becomes of a key once what was due under it is judged: put off if it was refused for a while only; else what the
 * states still wait for stays, for the key may hold a newer timer meanwhile; else it is done with.
 */
function afterDue(
  key: string,
  verdict: Verdict,
  { held }: Loaded,
  command: CommandLike,
  subject: Subject,
  now: number,
): DueChange {
  if (verdict.kind === 'rejected' && verdict.notBefore !== undefined) {
    return dueChange({ key, due: { at: verdict.notBefore, command } }, subject)
  }
  const timer = waitingFor(key, held, verdict.kind === 'accepted' ? verdict.outcome.changes : [])
  return dueChange({ key, due: timer && timer.at > now ? timer : null }, subject)
}
