import type { BatonEvent, RoomState } from '@baton/protocol'
import type { FollowerTickets, SessionReading } from '#engine'

/** What is written as JSON, in the door's words. */
export type Document = Readonly<Record<string, unknown>>

export type StateOf<Family extends RoomState['family']> = Extract<RoomState, { readonly family: Family }>

type AnyState = { readonly family: string }

/** What this door says of one kind of rooms in words of its own. Where it says nothing, it says what it says of all. */
export interface StreamWords<State extends AnyState = AnyState> {
  readonly family: State['family']
  /** What an event is called; missing: as the family of the rooms in which it is told. */
  nameOf?(event: BatonEvent): string
  /** What plain programs are told of an event beside its own fields, in our own words. */
  fieldsOf?(event: BatonEvent, at: number): Document
  /** A state as its part of the message that shows all rooms; missing: as it is. */
  documentOf?(state: State, showing: Showing): Document
}

/** What a state may be shown with. */
export interface Showing {
  readonly epoch: string
  readonly seq: number
  readonly now: number
  ticketsOf(reading: SessionReading): FollowerTickets
  /** The device that sounds, where the follower sees a session. */
  readonly active: string | null | undefined
}
