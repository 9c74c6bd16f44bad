import type {
  Capabilities,
  CommandId,
  CommandResult,
  DeviceId,
  DeviceKind,
  DeviceView,
  EntryId,
  Queue,
  SessionId,
  SessionView,
  TrackId,
  TrackSummary,
  UserId,
} from '@baton/protocol'

/** What the REST door answers, in our own words (the wire's snake_case is translated on the way). */
export interface Me {
  readonly userId: UserId
  readonly username: string
  readonly sessionId: SessionId
  readonly householdId: string
  readonly roles: readonly string[]
}

/** Somebody of the household. */
export interface Member {
  readonly userId: UserId
  readonly username: string
  readonly roles: readonly string[]
}

/** A session as it is read at once: the view, and what it means at `serverTime`. */
export interface SessionDocument extends SessionView {
  readonly seq: number
  readonly epoch: string
  readonly serverTime: number
  readonly trackId: TrackId | null
  readonly track: TrackSummary | null
  readonly entryId: EntryId | null
  readonly positionMs: number
  readonly volume: number
  readonly muted: boolean
  readonly fileUrl?: string | null
  readonly nextFileUrl?: string | null
}

export interface QueueDocument extends Queue {
  readonly revision: number
}

/** What the hub wrote down for an accepted command. */
export interface AcceptedReceipt {
  readonly commandId: CommandId
  readonly seq: number
  readonly revision: number
  /** False: everything was already as asked. */
  readonly changed: boolean
  readonly result: CommandResult
}

export interface Outcome {
  readonly receipt: AcceptedReceipt
  /** The session after the command; null where the command was not about one. */
  readonly session: SessionDocument | null
}

export interface DeviceDocument extends DeviceView {
  readonly active: boolean
}

export interface Registration {
  /** The id that this device was given before; missing: the hub gives one. */
  readonly deviceId?: DeviceId
  readonly name: string
  readonly platform?: string
  readonly kind?: DeviceKind
  readonly capabilities?: Partial<Capabilities>
}

export interface Tokens {
  readonly accessToken: string
  readonly refreshToken: string
  readonly expiresIn: number
}
