import type {
  BatonEvent,
  CommandId,
  DeviceId,
  HouseholdId,
  LogEpoch,
  Receipt,
  Room,
  RoomState,
  SessionId,
  SessionView,
  UserId,
} from '@baton/protocol'
import { BatonError } from '@baton/protocol'
import type { Audience, Change, Held, Published, Wanted } from '#domain'

/** Which parts of a household a decision needs. What is not asked for is not loaded, and must not be saved. */
export interface Needs {
  readonly wanted?: readonly Wanted[]
  /** What is due under this key, if anything is. */
  readonly due?: string
  /** The receipt of this principal and command id, if there is one. */
  readonly receipt?: { readonly principal: string; readonly commandId: CommandId }
}

/** A consistent snapshot of what was asked for, taken under the household's lock. */
export interface Loaded {
  readonly household: { readonly epoch: LogEpoch; readonly seq: number; readonly lastInstant: number }
  /** Each thing that was wanted, once; one that is not there as its kind's `none`. */
  readonly held: readonly Held[]
  readonly due: DueCommand | null
  readonly receipt: StoredReceipt | null
}

export interface StoredReceipt {
  readonly bodyHash: string
  readonly receipt: Receipt
  readonly at: number
}

/** An event on its way into the log: the store gives it the next number. */
export type NewEvent = Published

/** A timer that must happen once. A key holds one timer: setting it again replaces the former, null cancels it. */
export interface DueChange {
  readonly key: string
  readonly due: { readonly at: number; readonly command: DueCommand } | null
}

/** Plain data that the engine understands; the store only keeps it. */
export type DueCommand = Readonly<Record<string, unknown>>

export interface DueWork {
  readonly householdId: HouseholdId
  readonly key: string
  readonly at: number
  readonly command: DueCommand
}

/** What a decision wants written, all or nothing. */
export interface Writes {
  /** The instant of the decision: becomes the household's last instant. */
  readonly at: number
  /** The same by the machine's own clock, for what people read; missing: `at`. */
  readonly machineAt?: number
  readonly events: readonly NewEvent[]
  /** What was loaded as it is now, and what is new. Each kind's rows check what may follow on what. */
  readonly changes?: readonly Change[]
  readonly due?: readonly DueChange[]
  readonly receipt?: {
    readonly principal: string
    readonly bodyHash: string
    readonly make: (seq: number) => Receipt
  }
}

/** What a decision comes to; `missing`: it cannot be made before these are loaded too. */
export type Decision<T> =
  | { readonly value: T; readonly writes?: Writes; readonly commandId?: CommandId; readonly missing?: never }
  | {
      readonly missing: readonly Wanted[]
      readonly value?: never
      readonly writes?: never
      readonly commandId?: never
    }

export interface LoggedEvent {
  readonly seq: number
  readonly at: number
  readonly room: Room
  readonly audience: Audience
  readonly revision: number
  readonly event: BatonEvent
  readonly commandId: CommandId | null
}

/** How much of a log is read at once: so many events, and of them only those that together weigh no more. */
export interface PageBounds {
  readonly events: number
  /** What their JSON takes in the store. The first event of a page comes whatever it weighs. */
  readonly bytes: number
}

export interface LogPage {
  readonly events: readonly LoggedEvent[]
  /** Nothing more was there when it was read. False: there may be. */
  readonly isLast: boolean
}

/** What a follower starts from: rooms, head and pruning floor of one instant. */
export interface Snapshot {
  readonly epoch: LogEpoch
  readonly seq: number
  /** Events up to and including this number are gone. */
  readonly floor: number
  readonly lastInstant: number
  readonly states: readonly { readonly room: Room; readonly state: RoomState }[]
}

export type Committed<T> = { readonly value: T; readonly seq: number; readonly receipt: Receipt | null }

/**
 * The truth. One contract suite says what every implementation promises; in short: transactions of one household
 * happen one after the other, are all or nothing, and are durable when their promise resolves.
 */
export interface Store {
  /**
   * Loads `needs` under the household's lock, runs `decide`, writes what it returns, and resolves after the commit.
   * `decide` is synchronous and pure and may be run again: also because it found something missing, which is then loaded
   * under the same lock. Returning no `writes` commits nothing. A `decide` that throws rolls back its own transaction and
   * no other.
   */
  transact<T>(
    householdId: HouseholdId,
    needs: Needs,
    decide: (loaded: Loaded) => Decision<T>,
  ): Promise<Committed<T>>

  /** A page of what follows after `after`, in order, never more than the bounds, whoever may see it. */
  pageAfter(householdId: HouseholdId, after: number, bounds: PageBounds): Promise<LogPage>

  /** Events after `after`, in order, at most `limit`, however much they weigh: for whoever examines a log as a whole. */
  eventsAfter(householdId: HouseholdId, after: number, limit: number): Promise<readonly LoggedEvent[]>

  /** The present state of rooms, read in one transaction. Rooms that do not exist or are not this user's are left out. */
  snapshot(householdId: HouseholdId, userId: UserId, rooms: readonly Room[]): Promise<Snapshot>

  /** What is kept of these now, read in one transaction and without the lock: to be shown, never to be decided on. */
  read(householdId: HouseholdId, wanted: readonly Wanted[]): Promise<Omit<Loaded, 'due' | 'receipt'>>

  /**
   * Who may sound, as the store has it now: asked anew for every media request, so this must be cheap.
   * Null where there is no such session of this household.
   */
  right(householdId: HouseholdId, sessionId: SessionId, deviceId: DeviceId): Promise<RightToSound | null>

  /** The log of a household and its last number. Rejects where there is no such household. */
  head(householdId: HouseholdId): Promise<{ readonly epoch: LogEpoch; readonly seq: number }>

  /** The number of the last event of each of these households. */
  heads(householdIds: readonly HouseholdId[]): Promise<ReadonlyMap<HouseholdId, number>>

  /** Due work at or before `now`, oldest first. Claiming is not needed: the command's own transaction deletes it. */
  dueBefore(now: number, limit: number): Promise<readonly DueWork[]>
  /** When the next due work is, or null. */
  nextDueAt(): Promise<number | null>

  /**
   * Ingest: notes that devices were heard of, and answers until when each then counts as heard of; devices that are gone
   * are missing. Writes only what the store does not count with yet, and then for 15 s ahead; takes no number and makes
   * no event. See rules D3 and P30.
   */
  noteContacts(contacts: readonly Contact[]): Promise<ReadonlyMap<DeviceId, number>>

  /** Presence after an outage is unknown for one threshold: no device that was online lapses before `until`. */
  graceUntil(until: number): Promise<void>

  /** Forgets receipts older than `receiptsBefore` and events beyond the horizon. Returns how many went. */
  prune(horizon: {
    readonly receiptsBefore: number
    readonly eventsBefore: number
    readonly keepEvents: number
  }): Promise<{
    readonly receipts: number
    readonly events: number
  }>

  /** Resolves when the store answers; rejects otherwise. */
  ping(): Promise<void>
  close(): Promise<void>
}

/** A device was heard of, and counts as there until `presentUntil` (its kind's threshold and 15 s: rule D3). */
export interface Contact {
  readonly householdId: HouseholdId
  readonly deviceId: DeviceId
  readonly at: number
  readonly presentUntil: number
}

/** The store is away: what failed so is told by the outage itself, once, and may be tried again. */
export function isOutage(error: unknown): boolean {
  return error instanceof BatonError && error.code === 'store.unavailable'
}

export interface RightToSound {
  readonly view: SessionView
  /** Null where there is no such device. */
  readonly heardAt: number | null
  /** What the device can decode; null where it has not said. */
  readonly formats: readonly string[] | null
}
