import { createHash } from 'node:crypto'
import {
  BatonError,
  type BatonEvent,
  type Command,
  type CommandId,
  ERRORS,
  type ErrorCode,
  type HouseholdId,
  MAX_QUEUE_LENGTH,
  type Receipt,
  type Rejection,
  rejection,
} from '@baton/protocol'
import { type AnyCommand, decide, type Facts, type Outcome, timersOf } from '#domain'
import { mayChangeHousehold, type Principal } from '../api/principal.ts'
import type { Bell } from '../ports/bell.ts'
import type { Chance } from '../ports/clock.ts'
import type { HubClock } from '../ports/hub-clock.ts'
import type { MeasuredCommand, Measures } from '../ports/measures.ts'
import type { Committed, Loaded, Needs, Store, Writes } from '../ports/store.ts'
import type { Presence } from '../presence/presence.ts'
import { needsOf, sourcePlaylistOf } from './command-needs.ts'
import { dueFor, isOvertaken } from './follow-ups.ts'
import { dueChange, isEmpty, ringOf, type Subject, writesOf } from './outcome-writes.ts'

export interface ExecutorParts {
  readonly store: Store
  readonly bell: Bell
  readonly chance: Chance
  readonly clock: HubClock
  readonly presence: Presence
  /** Told of every timer that a commit set. */
  readonly onDue: (at: number) => void
  readonly measures: Measures
  readonly monotonicMs: () => number
}

export interface Executor {
  execute(principal: Principal, command: Command, commandId: CommandId | undefined): Promise<Receipt>
  /** What the hub tells itself: due work and presence. `dueKey` is deleted by the same transaction. */
  executeOwn(householdId: HouseholdId, subject: Subject, command: AnyCommand, dueKey?: string): Promise<void>
  /** A fact about the household that no command decided on. */
  announce(householdId: HouseholdId, room: HouseholdRoom, event: BatonEvent): Promise<void>
}

/** What a decision knows of whoever asks; null: the hub itself. */
type Caller = Pick<Principal, 'deviceId' | 'limits' | 'roles'>

/** See `announce`. */
type HouseholdRoom = 'library'

type Verdict =
  | { readonly kind: 'repeated'; readonly receipt: Receipt }
  | { readonly kind: 'rejected'; readonly rejection: Rejection }
  | { readonly kind: 'accepted'; readonly outcome: Outcome; readonly changed: boolean; readonly at: number }

/** A later command has taken the place of this one, or another worker has carried it out. */
type Overtaken = { readonly kind: 'overtaken' }

type Decide<V> = (loaded: Loaded) => {
  readonly value: V
  readonly writes?: Writes
  readonly commandId?: CommandId
}

/** One command's walk: recognise, decide, commit, ring. */
export function executor(parts: ExecutorParts): Executor {
  const { store, bell, clock, measures } = parts

  async function execute(
    principal: Principal,
    command: Command,
    givenId: CommandId | undefined,
  ): Promise<Receipt> {
    const commandId = givenId ?? (parts.chance.uuid() as CommandId)
    const refused = refuse(principal, command)
    if (refused) {
      measures.command({ type: command.type, by: 'client', ...measuredRefusal(refused.code), ms: 0 })
      return rejectedReceipt(commandId, refused)
    }
    const { userId, sessionId, householdId } = principal
    // Reports are recognised by their number, and an id that nobody chose cannot come again: neither needs a receipt.
    const receiptFor =
      givenId && command.type !== 'device.report' ? { principal: userId, commandId } : undefined
    const bodyHash = receiptFor ? hashOf(command) : ''
    const committed = await commit<Verdict>(
      command,
      'client',
      householdId,
      { ...needsOf(command, userId, sessionId), ...(receiptFor && { receipt: receiptFor }) },
      (loaded) => {
        if (loaded.receipt) return { value: recognise(loaded.receipt, bodyHash, commandId) }
        const { verdict, writes } = judge(loaded, command, principal, principal)
        const make = (seq: number) => receiptOf(verdict, commandId, seq)
        if (!receiptFor) return { value: verdict, ...(writes && { writes }), commandId }
        const written = writes ?? { at: nowFor(loaded), events: [] }
        return {
          value: verdict,
          writes: { ...written, receipt: { ...receiptFor, bodyHash, make } },
          commandId,
        }
      },
    )
    ring(householdId, committed.seq, committed.value, principal)
    return receiptOf(committed.value, commandId, committed.seq)
  }

  async function executeOwn(
    householdId: HouseholdId,
    subject: Subject,
    command: AnyCommand,
    dueKey?: string,
  ): Promise<void> {
    const needs = needsOf(command, subject.userId, subject.sessionId)
    const committed = await commit<Verdict | Overtaken>(
      command,
      'hub',
      householdId,
      { ...needs, ...(dueKey !== undefined && { due: dueKey }) },
      (loaded) => {
        if (dueKey !== undefined && isOvertaken(loaded.due, command)) return { value: { kind: 'overtaken' } }
        const { verdict, writes } = judge(loaded, command, subject, null)
        if (dueKey === undefined) return { value: verdict, ...(writes && { writes }) }
        const base = writes ?? { at: nowFor(loaded), events: [] }
        const set = base.due ?? []
        if (set.some((change) => change.key === dueKey)) return { value: verdict, writes: base }
        // The key may hold a newer timer meanwhile: what the state still waits for stays, everything else is done with.
        const after = verdict.kind === 'accepted' ? verdict.outcome.session : loaded.session
        const timer = dueChange({ key: dueKey, due: timerOf(after, dueKey, base.at) }, subject)
        const due = [...set, again(verdict, command, dueKey, subject, base.at) ?? timer]
        return { value: verdict, writes: { ...base, due } }
      },
    )
    ring(householdId, committed.seq, committed.value, subject)
  }

  async function commit<V extends Verdict | Overtaken>(
    { type }: AnyCommand,
    by: MeasuredCommand['by'],
    householdId: HouseholdId,
    needs: Needs,
    decide: Decide<V>,
  ): Promise<Committed<V>> {
    const since = parts.monotonicMs()
    try {
      const committed = await store.transact<V>(householdId, needs, decide)
      measures.command({ type, by, ...measuredVerdict(committed.value), ms: parts.monotonicMs() - since })
      return committed
    } catch (error) {
      const code = error instanceof BatonError ? error.code : 'hub.internal'
      measures.command({ type, by, ...measuredRefusal(code), ms: parts.monotonicMs() - since })
      throw error
    }
  }

  function judge(
    loaded: Loaded,
    command: AnyCommand,
    subject: Subject,
    caller: Caller | null,
  ): {
    verdict: Verdict
    writes?: Writes
  } {
    if (loaded.session === null)
      return { verdict: { kind: 'rejected', rejection: rejection('session.not-found') } }
    const at = nowFor(loaded)
    const outcome = decide(loaded.session, command, factsOf(loaded, command, subject, caller, at))
    if ('rejected' in outcome) return { verdict: { kind: 'rejected', rejection: outcome.rejected } }
    const writes = writesOf(loaded.session, outcome, subject, at)
    const changed = writes.events.length > 0
    const verdict = { kind: 'accepted', outcome, changed, at } as const
    return isEmpty(writes) ? { verdict } : { verdict, writes }
  }

  function factsOf(
    loaded: Loaded,
    command: AnyCommand,
    { userId }: Subject,
    caller: Caller | null,
    now: number,
  ): Facts {
    const added = loaded.tracks?.length ?? (loaded.shelf && loaded.session?.queue?.entries.length) ?? 0
    const fresh = Math.min(MAX_QUEUE_LENGTH, added) + 1
    return {
      now,
      userId,
      callerId: caller?.deviceId ?? null,
      mayAddDevices: caller?.limits.mayAddDevices ?? true,
      mayChangeHousehold: caller === null || mayChangeHousehold(caller),
      ids: Array.from({ length: fresh }, () => parts.chance.uuid()),
      seed: parts.chance.seed(),
      devices: loaded.devices.map((device) => parts.presence.known(device)),
      tracks: loaded.tracks,
      liked: loaded.liked,
      playlists: loaded.playlists,
      sourcePlaylist:
        loaded.playlists.find(({ view }) => view.playlistId === sourcePlaylistOf(command)) ?? null,
      shelf: loaded.shelf,
    }
  }

  /** The larger of the hub's clock and the household's last instant: under the lock it never runs backwards. */
  function nowFor(loaded: Loaded): number {
    clock.witness(loaded.household.lastInstant)
    return clock.now()
  }

  function ring(householdId: HouseholdId, seq: number, verdict: Verdict | Overtaken, subject: Subject): void {
    if (verdict.kind !== 'accepted') return
    for (const { due } of verdict.outcome.due) if (due) parts.onDue(due.at)
    if (!verdict.changed) return
    for (const event of verdict.outcome.sessionEvents) measures.happened(subject.userId, event)
    for (const event of verdict.outcome.deviceEvents) measures.happened(subject.userId, event)
    for (const event of verdict.outcome.playlist?.events ?? []) measures.happened(subject.userId, event)
    bell.ring(ringOf(householdId, seq, verdict.outcome, subject, verdict.at))
  }

  async function announce(householdId: HouseholdId, room: HouseholdRoom, event: BatonEvent): Promise<void> {
    const { seq } = await store.transact(householdId, {}, (loaded) => {
      const events = [{ room, audience: 'household', revision: 0, event } as const]
      return { value: undefined, writes: { at: nowFor(loaded), events } }
    })
    bell.ring({ householdId, seq, users: [] })
  }

  return { execute, executeOwn, announce }
}

type Measured = Pick<MeasuredCommand, 'outcome' | 'code' | 'changed'>

function measuredVerdict(verdict: Verdict | Overtaken): Measured {
  if (verdict.kind === 'rejected') return measuredRefusal(verdict.rejection.code)
  return {
    outcome: verdict.kind === 'overtaken' ? 'repeated' : verdict.kind,
    code: null,
    changed: verdict.kind === 'accepted' && verdict.changed,
  }
}

/** What the store or the hub cannot do now is no verdict on the command. */
function measuredRefusal(code: ErrorCode): Measured {
  const { kind } = ERRORS[code]
  const isFailure = kind === 'unavailable' || kind === 'internal'
  return { outcome: isFailure ? 'failed' : 'rejected', code, changed: false }
}

/** The speaker of somebody who was removed may still sound unheard: its device goes as soon as that is over. */
function again(verdict: Verdict, command: AnyCommand, key: string, subject: Subject, now: number) {
  if (verdict.kind !== 'rejected' || command.type !== 'device.remove') return null
  const silentInMs = verdict.rejection.details?.silent_in_ms
  return typeof silentInMs === 'number' ? dueFor(subject, { key, command }, now + silentInMs + 1) : null
}

function timerOf(session: Loaded['session'], key: string, now: number): Outcome['due'][number]['due'] {
  const timer = session && timersOf(session.view).get(key)
  return timer && timer.at > now ? timer : null
}

/** Rights that need no look into the store: one's own session, and one's own device's reports. */
function refuse(principal: Principal, command: Command): Rejection | null {
  if ('sessionId' in command && command.sessionId !== principal.sessionId)
    return rejection('session.not-found')
  if (command.type !== 'device.report') return null
  if (principal.deviceId === null) return rejection('device.not-registered')
  return command.deviceId === principal.deviceId ? null : rejection('device.not-found')
}

function recognise(stored: NonNullable<Loaded['receipt']>, bodyHash: string, commandId: CommandId): Verdict {
  if (stored.bodyHash === bodyHash) return { kind: 'repeated', receipt: stored.receipt }
  return { kind: 'rejected', rejection: rejection('command.conflict', { command_id: commandId }) }
}

function receiptOf(verdict: Verdict, commandId: CommandId, seq: number): Receipt {
  switch (verdict.kind) {
    case 'repeated':
      return verdict.receipt
    case 'rejected':
      return rejectedReceipt(commandId, verdict.rejection)
    case 'accepted': {
      const { outcome, changed } = verdict
      return {
        outcome: 'accepted',
        commandId,
        seq,
        revision: (outcome.playlist?.playlist ?? outcome.session).view.revision,
        changed,
        result: outcome.result,
      }
    }
  }
}

export function rejectedReceipt(commandId: CommandId, { code, message, details }: Rejection): Receipt {
  return { outcome: 'rejected', commandId, code, message, ...(details && { details }) }
}

function hashOf(command: Command): string {
  return createHash('sha256').update(canonical(command)).digest('base64url')
}

/** The same words in another order are the same body. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  const fields = Object.entries(value).filter(([, inner]) => inner !== undefined)
  return `{${fields
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`)
    .join(',')}}`
}
