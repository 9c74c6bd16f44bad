import type { DeviceId, DeviceView, DisplayCommand } from '@baton/protocol'
import type { DisplaySaid } from '#domain'
import type { DisplayIdentity } from '../ports/displays.ts'
import type { Principal } from './principal.ts'

/** What a display is told when it introduces itself. Secrets are told this once. */
export interface Provisioned {
  readonly playerKey: DeviceId
  readonly code: string
  readonly expiresAt: number
  readonly claimSecret: string | null
}

/** How displays come to their owners, and what these do with them. Refusals are thrown. docs/protocol/displays.md. */
export interface Displays {
  /** `network`: where it asks from. `limit.too-many` while too many wait. */
  provision(asked: {
    readonly network: string
    readonly model: string | null
    readonly firmware: string | null
    readonly claim: boolean
  }): Promise<Provisioned>
  /** `display.code`, `display.limit`, `device.not-allowed`. */
  register(owner: Principal, code: string, name: string): Promise<DeviceView>
  /** Its token, once. `secret`: what it claims them by. `display.no-credentials` to everybody else. */
  credentials(
    playerKey: DeviceId,
    by: { readonly network: string; readonly secret: string | null },
  ): Promise<string>
  /** Another token; what speaks by the former is cut off. `device.not-found` where it is not this user's. */
  rotate(by: Principal | DisplayIdentity, playerKey: DeviceId): Promise<string>
  list(owner: Principal): Promise<readonly DeviceView[]>
  rename(owner: Principal, playerKey: DeviceId, name: string): Promise<DeviceView>
  /** Its credentials are gone with it. */
  forget(owner: Principal, playerKey: DeviceId): Promise<void>
  /**
   * Resolves once the display has said that it has done it. `device.offline`, `display.cannot`, `display.refused`,
   * `display.no-answer`.
   */
  command(
    owner: Principal,
    playerKey: DeviceId,
    command: DisplayCommand,
  ): Promise<{ readonly commandId: string }>
  /** Who speaks by this token; null: nobody. */
  byToken(token: string): Promise<DisplayIdentity | null>
  /** A display that has a token, as somebody else has looked at that; null: there is none. */
  byKey(playerKey: DeviceId): Promise<DisplayIdentity | null>
  readonly connections: DisplayConnections
}

/** One connection of a display, as the door that holds it shows it. */
export interface DisplayLink {
  readonly identity: DisplayIdentity
  readonly connectionId: string
  /** By what it was let in. */
  readonly token: string
  /** Tells the display; false: the connection is over. */
  tell(message: object): boolean
  cut(): void
}

/** How displays are let in and told something where the broker is one beside the hub. */
export interface BrokerBeside {
  /** Whether the hub reaches it. */
  isThere(): boolean
  /** False: it could not be told. */
  tell(playerKey: DeviceId, message: object): boolean
  seal(playerKey: DeviceId, token: string): string
  /** Whether the hub can open it again. */
  opens(playerKey: DeviceId, sealedToken: string): boolean
  /** The credential of this display has changed, or is gone. Resolves once the broker knows, or after a while; never rejects. */
  settle(playerKey: DeviceId): Promise<void>
}

/** What the doors tell of the displays that are connected to this worker. Of one display in the order in which it happened. */
export interface DisplayConnections {
  /** It is there from now on. A former connection of the same display is cut. */
  came(link: DisplayLink): Promise<void>
  /** It is not there any more, unless it has come by another connection. */
  went(link: DisplayLink): Promise<void>
  /** It said something, whatever that was. */
  heard(identity: DisplayIdentity): void
  /** What it said of itself. Resolves once that is kept; rejects with `store.unavailable`. */
  said(identity: DisplayIdentity, news: DisplayHeard): Promise<void>
  /** What it answered to a command. False: nobody here waits for it, so it says nothing. */
  answered(identity: Pick<DisplayIdentity, 'playerKey'>, answer: DisplayAnswer): boolean
  /** What displays at a broker beside the hub say of themselves is this worker's to hear from now on. */
  takenOver(): void
  /** What displays at a broker beside the hub say of themselves is another worker's to hear from now on. */
  handedOn(): void
  /** So many are connected to this worker. */
  count(): number
}

export interface DisplayHeard {
  readonly online?: boolean
  /** It was said before the hub listened, whenever that was: it tells of nobody that he is there. */
  readonly isPast?: boolean
  readonly said?: DisplaySaid
}

export interface DisplayAnswer {
  readonly commandId: string
  readonly success: boolean
  /** Why not, in the words of the display. */
  readonly error: string | null
}
