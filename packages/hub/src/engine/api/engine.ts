import type {
  BeaconFrame,
  Command,
  CommandId,
  Cursor,
  DeviceHistoryPage,
  DeviceHistoryQuery,
  DeviceId,
  DeviceView,
  EventFrame,
  Frame,
  HouseholdId,
  PlaylistId,
  PlaylistView,
  Receipt,
  Rejection,
  Room,
  SessionId,
  SessionView,
  Shelf,
  TrackId,
  UserId,
} from '@baton/protocol'
import type { Rates } from '../rates/rates.ts'
import type { Executed } from './executed.ts'
import type { Principal } from './principal.ts'
import type { PrintedOutput } from './printed-output.ts'
import type {
  PlaylistReading,
  QueuePageReading,
  QueueReading,
  RoomReading,
  SessionReading,
} from './readings.ts'
import type { TestTones } from './test-tones.ts'

/** What the doors know of the house. Everything that a client can do goes through one of these. */
export interface Engine extends TestTones, PrintedOutput {
  /**
   * Decides and commits one command. Refusals are receipts, never exceptions; it throws a BatonError only when the
   * hub itself cannot answer (`store.unavailable`, `hub.draining`, `hub.busy`). Without an id one is minted.
   */
  execute(principal: Principal, command: Command, commandId?: CommandId): Promise<Receipt>

  /** As `execute`, and hands back what the command was about. */
  executeAndShow(principal: Principal, command: Command, commandId?: CommandId): Promise<Executed>

  /**
   * Waits until the hand-over that this receipt offered is committed or given up, at most about 2 s.
   * A receipt that offered nothing is returned at once. Given up: a rejected receipt (`handover.*`, `device.needs-tap`).
   */
  awaitHandOver(principal: Principal, receipt: Receipt): Promise<Receipt>

  /** As `awaitHandOver`, and hands back the session as it is then. */
  awaitHandOverAndShow(principal: Principal, executed: Executed): Promise<Executed>

  /**
   * Follows rooms: docs/protocol/following.md. Throws `auth.scope` where it begins with one that the credential may not
   * follow. Ends when `signal` aborts; a door aborts it when the credential is revoked.
   */
  follow(request: FollowRequest): Following

  /** Are all of these there for this principal to begin to follow? Throws `auth.scope` as `follow` does. */
  mayFollow(principal: Principal, rooms: readonly Room[]): Promise<boolean>

  /** A device was heard of: renews its presence. Cheap. */
  heard(principal: Principal): void
  /**
   * A request of a device, before it is answered: as `heard`, and resolves once every worker counts with it, so that the
   * answer may renew the right to sound. At once for 15 s after the last write, and where no other worker is.
   * Rejects with `store.unavailable`.
   */
  contact(principal: Principal): Promise<void>

  /** The present session, or null where there is none that this principal may see. Also takes a user's id. */
  session(principal: Principal, id: string): Promise<SessionReading | null>
  /** All of it, in both orders. */
  queue(principal: Principal): Promise<QueueReading>
  /** Part of it, in the order that plays. */
  queuePage(
    principal: Principal,
    place: { readonly from: number; readonly limit: number },
    /** The session's, or its user's; missing: one's own. */
    id?: string,
  ): Promise<QueuePageReading>
  devices(principal: Principal): Promise<readonly DeviceView[]>
  /** For a box: what the household's tags play, as far as a box that is cut off can play it. Others are `auth.forbidden`. */
  boxShelf(principal: Principal): Promise<Shelf>
  /** What happened to one of these devices, newest first; `device.not-found` where it is none of them. */
  deviceHistory(
    principal: Principal,
    deviceId: DeviceId,
    page: DeviceHistoryQuery,
  ): Promise<DeviceHistoryPage>
  /** A room as it is now, or null where there is none that this principal may see. Throws `auth.scope` as `follow` does. */
  shown(principal: Principal, room: Room): Promise<RoomReading | null>
  /** Those that this principal may see, by title. */
  playlists(principal: Principal): Promise<readonly PlaylistView[]>
  /** Null where there is none that this principal may see. One that can still be restored is there. */
  playlist(principal: Principal, id: PlaylistId): Promise<PlaylistReading | null>

  readonly tickets: Tickets

  /** Commands are counted when they are executed. What is no command, its door counts here. */
  readonly rates: Rates

  /** The hub's own instant, for `server_time`. */
  now(): number
}

export interface FollowRequest {
  readonly principal: Principal
  /** With these it begins; one that this principal may not see is as if it were not there. */
  readonly rooms?: readonly Room[]
  /** Missing: snapshots first. */
  readonly after?: Cursor | undefined
  readonly signal: AbortSignal
  /**
   * A shorter way for what happens while the reader waits: called at once, instead of yielding. True says that the
   * frame was taken; false has it yielded. What a thousand followers get then costs no thousand turns of waiting.
   */
  readonly takeAtOnce?: (frame: EventFrame | BeaconFrame) => boolean
}

export interface Following {
  readonly frames: AsyncIterable<Frame>
  /**
   * One room more, or none the less: answered among the frames by an `ack`, and before it, where the room is there, by its
   * snapshot. Joining again shows it again. False: too many answers wait to be taken, and nothing was asked.
   */
  join(room: Room): boolean
  /** Answered among the frames by an `ack`; behind that nothing of the room comes. */
  leave(room: Room): boolean
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
  /** What the device can decode; null where it has not said. */
  readonly formats: readonly string[] | null
  /** Aborts when the right to sound moves: the open response must be cut then. Call `release` when the response is over. */
  readonly revoked: AbortSignal
  release(): void
}
