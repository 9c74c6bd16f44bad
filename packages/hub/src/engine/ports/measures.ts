import type { BatonEvent, ErrorCode, ResyncFrame, UserId } from '@baton/protocol'

/** `repeated`: recognised by its id, and answered as before. `failed`: the hub itself could not answer. */
export type CommandOutcome = 'accepted' | 'repeated' | 'rejected' | 'failed'

export interface MeasuredCommand {
  readonly type: string
  /** Who asked: a client, or the hub itself by due work or presence. */
  readonly by: 'client' | 'hub'
  readonly outcome: CommandOutcome
  /** Why it was not accepted. */
  readonly code: ErrorCode | null
  /** Events were made, so it waited until they were durable. */
  readonly changed: boolean
  readonly ms: number
}

/** `unreadable`: not made by this hub. `other-track`: made for another one. `moved`: the right to sound is elsewhere. `lapsed`: nothing was heard of its device. */
export type TicketRefusal = 'unreadable' | 'other-track' | 'moved' | 'lapsed'

/**
 * What the engine tells about its own work, to whoever counts it or writes it down. It is called on the way of every
 * command and event: an implementation is quick, never throws, and changes nothing.
 */
export interface Measures {
  command(command: MeasuredCommand): void
  /** A fact that this worker has just committed about something of this user. */
  happened(userId: UserId, event: BatonEvent): void
  /** Every follower of this worker was handed an event, so long after it was decided. */
  fannedOut(ms: number): void
  /** A subscription began or ended. */
  followers(change: 1 | -1): void
  /** A follower was given so many missed events instead of a snapshot. */
  replayed(events: number): void
  resynced(reason: ResyncFrame['reason']): void
  ticketRefused(why: TicketRefusal): void
  /** Due work was taken up, so long after its time. */
  dueWork(lagMs: number, outcome: 'done' | 'failed'): void
}

export const NO_MEASURES: Measures = {
  command: () => {},
  happened: () => {},
  fannedOut: () => {},
  followers: () => {},
  replayed: () => {},
  resynced: () => {},
  ticketRefused: () => {},
  dueWork: () => {},
}
