// What a display needs of the machine that it runs on. A shell (a page, a program) brings these; the core knows neither a
// document nor a file.
import type { Store } from '@baton/client'
import type { Post } from './feed/post.ts'
import type { Look } from './look.ts'
import type { Settings } from './settings.ts'
import type { ViewEvent } from './views/view-event.ts'

/** The bytes of a picture as the hub gave them. */
export interface PictureFile {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly mime: string
}

/** Where artwork is shown. `Ready` is a picture that can be shown without a moment's delay. */
export interface Screen<Ready> {
  /** False: nobody sees it (another tab, the screen is off). Nothing is shown to anybody meanwhile. */
  readonly isSeen: Store<boolean>
  /** Decodes. Rejects where it is no picture that can be shown. */
  prepare(picture: PictureFile, post: Post): Promise<Ready>
  /** In the place of what was shown before, with nothing between; resolves once it is really there. */
  show(ready: Ready): Promise<void>
  /** A picture that was prepared and is not shown after all. */
  release(ready: Ready): void
  look(look: Look): void
}

/** How a display is known to its hub. */
export type Identity =
  | {
      readonly kind: 'provisioned'
      readonly playerKey: string
      readonly code: string
      readonly claimSecret: string
      /** Where whoever has the code uses it. */
      readonly claimUrl: string
      /** By this machine's clock. */
      readonly goodUntil: number
    }
  | Registered

export interface Registered {
  readonly kind: 'registered'
  readonly playerKey: string
  readonly apiToken: string
}

/** What a display knew when it ended, however that was. */
export interface KeptThings {
  readonly identity: Identity | null
  readonly settings: Settings | null
  /** In the order in which they were added. */
  readonly views: readonly ViewEvent[]
  /** The instant of the last one that was ever added. */
  readonly lastViewAt: number | null
}

/** What outlives the end of the display. What is written is there once its promise has resolved, however the display ends then. */
export interface Kept {
  read(): Promise<KeptThings>
  writeIdentity(identity: Identity | null): Promise<void>
  writeSettings(settings: Settings): Promise<void>
  addView(event: ViewEvent): Promise<void>
  removeView(eventId: string): Promise<void>
}

/** A connection to a broker, at which the topics that were asked for are followed. */
export interface BrokerSession {
  /** Resolves with the acknowledgement; rejects with HubAway once the connection is over. */
  publish(topic: string, text: string): Promise<void>
  end(): void
}

export interface BrokerOptions {
  readonly username: string
  readonly password: string
  readonly topics: readonly string[]
  /** What the broker says for the display when its connection breaks. */
  readonly will: { readonly topic: string; readonly text: string }
  onMessage(topic: string, text: string): void
  /** Once, behind a connection that stood. */
  onOver(): void
}

/** Rejects with NotLetIn where the credentials are no good, and with anything else where it may be tried again. */
export type ConnectBroker = (options: BrokerOptions) => Promise<BrokerSession>
