import type { BatonEvent, Beacon, DeviceId, RoomState, SessionId, Stamp, UserId } from '@baton/protocol'

/** Who follows, as its credential says. */
export interface Viewer {
  readonly userId: UserId
  readonly sessionId: SessionId
  readonly deviceId: DeviceId | null
  /** Whose sessions are its own too. */
  readonly boxes?: readonly { readonly sessionId: SessionId }[]
  /** Of a device that is the speaker of another's session: that session. */
  readonly lentTo?: { readonly userId: UserId; readonly sessionId: SessionId }
}

/** What following has to know of one kind of rooms. A rule that is missing holds for no room of that kind. */
export interface RoomRules {
  /** The first word of their names. */
  readonly family: string
  /** Their log is not the household's, but the one that all households share. */
  readonly ofInstallation?: true
  /** Only some of them are this viewer's to ask for. Of what happens there it sees what its audience may. */
  isOwn?(room: string, viewer: Viewer): boolean
  /** Of those that its viewer may see, only some may be begun to be followed. */
  mayBegin?(state: RoomState): boolean
  /** From this event on others may see the room than before. */
  changesRights?(event: BatonEvent): boolean
  /** A missed event is told as it was only where this holds; `present`: the room as the viewer sees it now. */
  isStillPublished?(event: BatonEvent, present: RoomState): boolean
  /** An event as followers are told it, where that is less than the log keeps. */
  published?(event: BatonEvent): BatonEvent
  /** Something is said every few seconds to whoever follows it. */
  beacon?(state: RoomState): BeaconSource | null
}

/** What a room's beacon is made of, at one number of the log. */
export interface BeaconSource {
  after(event: BatonEvent, stamp: Stamp): BeaconSource
  at(now: number): Beacon
}
