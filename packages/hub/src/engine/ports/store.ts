import type {
  BatonEvent,
  CommandId,
  DeviceId,
  HouseholdId,
  LogEpoch,
  PlaylistId,
  Receipt,
  Room,
  RoomState,
  SessionId,
  SessionView,
  TrackId,
  TrackSource,
  TrackSummary,
  UserId,
} from '@baton/protocol'
import { BatonError } from '@baton/protocol'
import type { Device, Playlist, PlaylistShelf, Session } from '#domain'

/** Which parts of a household a decision needs. What is not asked for is not loaded, and must not be saved. */
export interface Needs {
  readonly sessionId?: SessionId
  /** `all` loads the session's queue rows; `none` leaves `session.queue` null. */
  readonly queue?: 'all' | 'none'
  /** All devices of this user. */
  readonly devicesOf?: UserId
  readonly tracks?: TrackSource
  /** Whoever it belongs to: rights are judged by the rules. `none` leaves its entries null. */
  readonly playlists?: readonly { readonly playlistId: PlaylistId; readonly entries: 'all' | 'none' }[]
  /** How full the household's shelf of playlists is. */
  readonly shelf?: true
  readonly liked?: { readonly userId: UserId; readonly trackId: TrackId }
  /** What is due under this key, if anything is. */
  readonly due?: string
  /** The receipt of this principal and command id, if there is one. */
  readonly receipt?: { readonly principal: string; readonly commandId: CommandId }
}

/** A consistent picture of what was asked for, taken under the household's lock. */
export interface Loaded {
  readonly household: { readonly epoch: LogEpoch; readonly seq: number; readonly lastInstant: number }
  readonly session: Session | null
  readonly devices: readonly Device[]
  /** In the order asked for; unknown, foreign and missing tracks are left out. `null` when none were asked for. */
  readonly tracks: readonly TrackSummary[] | null
  readonly liked: boolean
  /** Those that are there, deleted ones among them, in no particular order. */
  readonly playlists: readonly Playlist[]
  /** `null` where it was not asked for. */
  readonly shelf: PlaylistShelf | null
  readonly due: DueCommand | null
  readonly receipt: StoredReceipt | null
}

export interface StoredReceipt {
  readonly bodyHash: string
  readonly receipt: Receipt
  readonly at: number
}

/** An event on its way into the log: the store gives it the next number. */
export interface NewEvent {
  readonly room: Room
  /** Who may see it: one user, or everybody of the household. */
  readonly audience: UserId | 'household'
  readonly revision: number
  readonly event: BatonEvent
}

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
  readonly events: readonly NewEvent[]
  /** The session as it is now; its revision must be the loaded one or one more. */
  readonly session?: { readonly before: Session; readonly after: Session }
  /** The playlist as it is now; `before` is the loaded one, null for a new one. */
  readonly playlist?: { readonly before: Playlist | null; readonly after: Playlist }
  /** A playlist that is gone for good. */
  readonly forgottenPlaylist?: PlaylistId
  readonly devices?: readonly Device[]
  readonly removedDevices?: readonly DeviceId[]
  readonly like?: { readonly userId: UserId; readonly trackId: TrackId; readonly liked: boolean }
  readonly play?: PlayRow
  readonly due?: readonly DueChange[]
  readonly receipt?: {
    readonly principal: string
    readonly bodyHash: string
    readonly make: (seq: number) => Receipt
  }
}

export interface PlayRow {
  readonly userId: UserId
  readonly trackId: TrackId
  readonly deviceId: DeviceId | null
  readonly at: number
}

export interface LoggedEvent {
  readonly seq: number
  readonly at: number
  readonly room: Room
  readonly audience: UserId | 'household'
  readonly revision: number
  readonly event: BatonEvent
  readonly commandId: CommandId | null
}

/** What a follower starts from: rooms, head and pruning floor of one instant. */
export interface Picture {
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
   * `decide` is synchronous and pure and may be run again. Returning no `writes` commits nothing.
   * A `decide` that throws rolls back its own transaction and no other.
   */
  transact<T>(
    householdId: HouseholdId,
    needs: Needs,
    decide: (loaded: Loaded) => {
      readonly value: T
      readonly writes?: Writes
      readonly commandId?: CommandId
    },
  ): Promise<Committed<T>>

  /** Events after `after`, in order, at most `limit`; the whole log of the household, whoever may see it. */
  eventsAfter(householdId: HouseholdId, after: number, limit: number): Promise<readonly LoggedEvent[]>

  /** The present state of rooms, read in one transaction. Rooms that do not exist or are not this user's are left out. */
  picture(householdId: HouseholdId, userId: UserId, rooms: readonly Room[]): Promise<Picture>

  /**
   * Who may sound, as the store has it now: asked anew for every media request, so this must be cheap.
   * Null where there is no such session of this household.
   */
  right(
    householdId: HouseholdId,
    sessionId: SessionId,
    deviceId: DeviceId,
  ): Promise<{ readonly view: SessionView; readonly heardAt: number | null } | null>

  /** The log of a household and its last number. Rejects where there is no such household. */
  head(householdId: HouseholdId): Promise<{ readonly epoch: LogEpoch; readonly seq: number }>

  /** The number of the last event of each of these households. */
  heads(householdIds: readonly HouseholdId[]): Promise<ReadonlyMap<HouseholdId, number>>

  /** Due work at or before `now`, oldest first. Claiming is not needed: the command's own transaction deletes it. */
  dueBefore(now: number, limit: number): Promise<readonly DueWork[]>
  /** When the next due work is, or null. */
  nextDueAt(): Promise<number | null>

  /**
   * Ingest: notes that devices were heard of. Writes a new presence deadline only where the stored one would lapse
   * too early, takes no number and makes no event. See rule D3.
   */
  noteContacts(contacts: readonly Contact[]): Promise<void>

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
