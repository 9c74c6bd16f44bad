import type {
  BeaconFrame,
  Command,
  CommandId,
  Cursor,
  DeviceId,
  DeviceView,
  EventFrame,
  Frame,
  HouseholdId,
  PlaylistEntry,
  PlaylistId,
  PlaylistView,
  Queue,
  Receipt,
  Rejection,
  Room,
  SessionId,
  SessionView,
  TrackId,
  UserId,
} from '@baton/protocol'
import type { Principal } from './principal.ts'

/** What the doors know of the house. Everything that a client can do goes through one of these. */
export interface Engine {
  /**
   * Decides and commits one command. Refusals are receipts, never exceptions; it throws a BatonError only when the
   * hub itself cannot answer (`store.unavailable`, `hub.draining`, `hub.busy`). Without an id one is minted.
   */
  execute(principal: Principal, command: Command, commandId?: CommandId): Promise<Receipt>

  /**
   * Waits until the hand-over that this receipt offered is committed or given up, at most about 2 s.
   * A receipt that offered nothing is returned at once. Given up: a rejected receipt (`handover.*`, `device.needs-tap`).
   */
  settle(principal: Principal, receipt: Receipt): Promise<Receipt>

  /** Follows rooms: docs/protocol/following.md. Ends when `signal` aborts; a door aborts it when the credential is revoked. */
  subscribe(request: FollowRequest): AsyncIterable<Frame>

  /** Any contact of a device with the hub renews its presence and its right to sound. Cheap: call it on every request. */
  heard(principal: Principal): void

  /** The sign-in is over: the device behind it gives up the right to sound, which ends its tickets. */
  leave(principal: Principal): Promise<void>

  /**
   * How loud this user's music may get from now on, whoever turns it up; null: as loud as devices do. Carries out what
   * the change of the account made due; what a later change has overtaken has no effect.
   */
  limitVolume(person: Person, maxVolume: number | null): Promise<void>

  /** The person is no member any more: all of its devices go, and with them the right to sound, and its private playlists. */
  retire(person: Person): Promise<void>

  /** The present session, or null where there is none that this principal may see. Also takes a user's id. */
  session(principal: Principal, id: string): Promise<SessionReading | null>
  queue(principal: Principal): Promise<QueueReading>
  devices(principal: Principal): Promise<readonly DeviceView[]>
  /** Those that this principal may see, by title. */
  playlists(principal: Principal): Promise<readonly PlaylistView[]>
  /** Null where there is none that this principal may see. One that can still be restored is there. */
  playlist(principal: Principal, id: PlaylistId): Promise<PlaylistReading | null>

  readonly tickets: Tickets

  /** The hub's own instant, for `server_time`. */
  now(): number
}

export type Person = Pick<Principal, 'householdId' | 'userId' | 'sessionId'>

export interface FollowRequest {
  readonly principal: Principal
  readonly rooms: readonly Room[]
  /** Missing: snapshots first. */
  readonly after?: Cursor | undefined
  readonly signal: AbortSignal
  /**
   * A shorter way for what happens while the reader waits: called at once, instead of yielding. True says that the
   * frame was taken; false has it yielded. What a thousand followers get then costs no thousand turns of waiting.
   */
  readonly takeAtOnce?: (frame: EventFrame | BeaconFrame) => boolean
}

export interface SessionReading {
  readonly session: SessionView
  readonly epoch: string
  readonly seq: number
  readonly now: number
}

export interface PlaylistReading {
  readonly playlist: PlaylistView
  readonly entries: readonly PlaylistEntry[]
  readonly epoch: string
  readonly seq: number
}

export interface QueueReading {
  readonly queue: Queue
  readonly revision: number
  readonly epoch: string
  readonly seq: number
}

/** Short-lived permissions to fetch the bytes of a track. docs/protocol/tickets.md. */
export interface Tickets {
  /**
   * The tickets that this principal's device may have now: of the current and the announced next track when it is the
   * active device, of the current and the next when it was offered the hand-over, else nulls. The same until the right to sound moves.
   */
  forFollower(principal: Principal, session: SessionView): FollowerTickets

  /** Judges a ticket for a request that starts now, by the store's present truth. */
  admit(token: string, trackId: TrackId): Promise<Admission | Rejection>

  /** To whom the hub gave it, good or not; null for what the hub never gave. */
  holderOf(token: string): TicketHolder | null
}

export interface TicketHolder {
  readonly householdId: HouseholdId
  readonly userId: UserId
  readonly deviceId: DeviceId
  readonly trackId: TrackId
  /** Tells tickets apart, and is none. */
  readonly mark: string
}

export interface FollowerTickets {
  /** For the current track. */
  readonly current: string | null
  /** For the announced next one. */
  readonly next: string | null
}

export interface Admission {
  readonly trackId: TrackId
  readonly householdId: HouseholdId
  readonly sessionId: SessionId
  readonly deviceId: DeviceId
  /** Aborts when the right to sound moves: the open response must be cut then. Call `release` when the response is over. */
  readonly revoked: AbortSignal
  release(): void
}
