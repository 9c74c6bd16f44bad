import type {
  Capabilities,
  CommandId,
  CommandResult,
  DeviceId,
  DeviceKind,
  DeviceView,
  EntryId,
  Page,
  Queue,
  SessionId,
  SessionView,
  TrackId,
  TrackSummary,
  UserId,
} from '@baton/protocol'

/** What the REST door answers, in our own words (the wire's snake_case is translated on the way). */
export interface Me extends Member {
  readonly sessionId: SessionId
  readonly householdId: string
}

/** Somebody of the household. */
export interface Member {
  readonly userId: UserId
  readonly username: string
  readonly roles: readonly Role[]
  readonly limits: Limits
}

export type Role = 'owner' | 'member' | 'listener'

/** What a listener is held to. Nobody else has limits. */
export interface Limits {
  /** Null: as loud as the devices get. */
  readonly maxVolume: number | null
  readonly mayAddDevices: boolean
}

/** What a key or a program may do. */
export type SignInScope = 'read' | 'control' | 'library' | 'admin'

/** One stay of one client. Keys and app passwords are sign-ins too. */
export interface SignIn {
  readonly signInId: string
  readonly kind: 'browser' | 'program' | 'app-password' | 'key' | 'linked'
  readonly name: string | null
  readonly deviceName: string | null
  /** Null: everything that the person may do. */
  readonly scopes: readonly SignInScope[] | null
  /** From how far it began, and a mark by which two places can be told apart. */
  readonly network: string
  readonly createdAt: number
  /** At most ten minutes late. */
  readonly lastUsedAt: number
  readonly expiresAt: number | null
  /** The one that asks. */
  readonly current: boolean
}

export interface NewKey {
  /** Told this once. */
  readonly secret: string
  readonly signIn: SignIn
}

/** A program that asks to be let in by its short code. */
export interface Link {
  readonly userCode: string
  readonly name: string
  readonly scopes: readonly SignInScope[]
  readonly network: string
  readonly createdAt: number
  readonly expiresAt: number
}

/** How one can sign in beside the password. */
export interface SignInWays {
  readonly proxy: boolean
  /** The browser has to go to `url`. */
  readonly oidc: { readonly name: string; readonly url: string } | null
}

/** Something that happened to accounts. People stand there by their ids. */
export interface AuditEntry {
  readonly id: string
  readonly at: number
  readonly kind: string
  readonly actorId: UserId | null
  readonly subjectId: UserId | null
  readonly signInId: string | null
  readonly network: string | null
  readonly count: number
  readonly details: Readonly<Record<string, string | number | boolean | null>>
}

export type AuditPage = Page<AuditEntry>

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
