import type { DeviceId, HouseholdId, SessionId, UserId } from '@baton/protocol'

/** A display that nobody has registered yet. Instants are of the machines' clocks. */
export interface Provision {
  readonly playerKey: DeviceId
  readonly code: string
  readonly expiresAt: number
  /** Where it asked from: only there its credentials are handed out, unless it has a claim secret. */
  readonly network: string
  readonly claimHash: string | null
  readonly model: string | null
  readonly firmware: string | null
}

/** Whose a display is. */
export interface DisplayOwner {
  readonly householdId: HouseholdId
  readonly userId: UserId
  readonly sessionId: SessionId
}

/** A registered display, as its credential names it. */
export interface DisplayIdentity extends DisplayOwner {
  readonly playerKey: DeviceId
}

/** What decides whether its credentials may be handed out. */
export interface HandOut extends Pick<Provision, 'network' | 'claimHash'> {
  readonly registeredAt: number
}

/** What the connections of a worker have to know of theirs. */
export interface DisplayStanding {
  readonly playerKey: DeviceId
  readonly tokenHash: string | null
  /** The connection that came last, on whichever worker. */
  readonly connectionId: string | null
}

/** What a broker beside the hub has to be told of a display. */
export interface DisplayCredential {
  readonly playerKey: DeviceId
  readonly tokenHash: string
  /** Its token, which only the hub can open; null: the hub had no such broker when it made that. */
  readonly sealedToken: string | null
}

/** A command for a display that is connected to another worker. */
export interface PassedCommand {
  readonly commandId: string
  readonly playerKey: DeviceId
  /** As the display is told it. */
  readonly message: object
}

/** What became of it there. */
export interface PassedAnswer {
  readonly success: boolean
  readonly error: string | null
}

/**
 * Provisions of displays and their credentials. Each call is all or nothing, and durable when its promise resolves. A
 * display is gone with its device.
 */
export interface DisplayStore {
  /** What has run out is forgotten. `full`: there are so many already; `taken`: another one has this code. */
  putProvision(provision: Provision, now: number, most: number): Promise<'put' | 'full' | 'taken'>
  /** One that has not run out. */
  provisionByCode(code: string, now: number): Promise<Provision | null>
  /** The provision becomes a display, whose device is there. False: the provision is gone. */
  claim(playerKey: DeviceId, owner: DisplayOwner, at: number): Promise<boolean>
  /** One whose credentials nobody has fetched. */
  handOut(playerKey: DeviceId): Promise<HandOut | null>
  /** Its first token. False: it has had one. */
  putFirstToken(playerKey: DeviceId, tokenHash: string, sealedToken?: string | null): Promise<boolean>
  /** Another token in the place of the one that it has. False: there is no such display of this user. */
  rotate(
    playerKey: DeviceId,
    userId: UserId,
    tokenHash: string,
    sealedToken?: string | null,
  ): Promise<boolean>
  byToken(tokenHash: string): Promise<DisplayIdentity | null>
  /** One that has a token. */
  byKey(playerKey: DeviceId): Promise<DisplayIdentity | null>
  /** The token of this hash, if the display still has that, and how it is sealed. */
  sealToken(playerKey: DeviceId, tokenHash: string, sealedToken: string): Promise<void>
  /** Of these displays, or of all, those that have a token. */
  credentials(playerKeys?: readonly DeviceId[]): Promise<readonly DisplayCredential[]>
  /** Of those that have a token, so many of which the last event said that they are there. */
  online(most: number): Promise<readonly DisplayIdentity[]>
  noteConnection(playerKey: DeviceId, connectionId: string): Promise<void>
  /** For whichever worker the display is connected to. */
  passCommand(command: PassedCommand, at: number): Promise<void>
  /** Those for these displays, taken by nobody else, at most so many of each. What is older than a minute is over. */
  takeCommands(
    playerKeys: readonly DeviceId[],
    now: number,
    mostOfOne: number,
  ): Promise<readonly PassedCommand[]>
  answerCommand(commandId: string, answer: PassedAnswer): Promise<void>
  /** Null: there is none yet. */
  answerOf(commandId: string): Promise<PassedAnswer | null>
  /** Nobody takes it from now on. What had become of it by then; null: nothing. */
  withdrawCommand(commandId: string): Promise<PassedAnswer | null>
  /** Those that are still there. */
  standing(playerKeys: readonly DeviceId[]): Promise<readonly DisplayStanding[]>
}
