import type { Command, DeviceId, ScanBeacon, SessionId } from '@baton/protocol'
import type { Clock } from './clock.ts'
import type {
  AlbumDocument,
  ArtistDocument,
  DeviceDocument,
  LibraryAlbum,
  LibraryArtist,
  LibraryTrack,
  Me,
  Outcome,
  Page,
  PageRequest,
  QueueDocument,
  Registration,
  ScanError,
  SessionDocument,
  Tokens,
} from './documents.ts'
import type { Store } from './store.ts'

export interface ConnectOptions {
  /** `http://host:port`, or '' for the page's own hub. */
  readonly baseUrl: string
  /** For programs: the access token to send. Browsers leave it out and use the cookie that signing in sets. */
  readonly token?: () => string | null | Promise<string | null>
  readonly fetch?: typeof fetch
  readonly clock?: Clock
}

type OptionalSession<C> = C extends { sessionId: SessionId }
  ? Omit<C, 'sessionId'> & { readonly sessionId?: SessionId }
  : C

/** Every command of the protocol; without a session it is about one's own. */
export type Ask = OptionalSession<Command>

export interface SendOptions {
  /** The same id sent again has one effect; without one, one is made. */
  readonly commandId?: string
  /** After this long nobody means it any more and it is not sent again. Default 10 s. */
  readonly expiresMs?: number
  /** Lets it reach the hub although the page is closing. */
  readonly keepalive?: boolean
  readonly signal?: AbortSignal
}

/** One hub, as one signed-in client knows it. Whatever fails, fails with a BatonFailure. */
export interface Hub {
  readonly baseUrl: string
  readonly clock: Clock
  /** Who is signed in; null before `readMe`, `signIn` or `createOwner`, and after `signOut`. */
  readonly me: Store<Me | null>

  /** Sends a command; sent again by itself, with the same id, where the answer was lost. */
  send(ask: Ask, options?: SendOptions): Promise<Outcome>

  needsOwner(): Promise<boolean>
  createOwner(owner: { code: string; username: string; password: string }): Promise<Me>
  signIn(as: { username: string; password: string }): Promise<Me>
  signOut(): Promise<void>
  readMe(): Promise<Me>
  /** For programs: tokens for a name and password, or for a refresh token. */
  tokens(grant: { username: string; password: string } | { refreshToken: string }): Promise<Tokens>

  /** Binds this sign-in to a device: from then on the hub knows who speaks. */
  register(device: Registration): Promise<DeviceId>
  heartbeat(capabilities?: Registration['capabilities']): Promise<void>

  session(): Promise<SessionDocument>
  queue(): Promise<QueueDocument>
  devices(): Promise<readonly DeviceDocument[]>
  readonly library: Library

  /** The server's clock less ours, and how far that may be off; null until an answer told. */
  serverClock(): ServerClock | null
  /** When the hub last answered or its stream last said something, on our clock; null: never. */
  lastContact(): number | null
}

export interface ServerClock {
  readonly offsetMs: number
  readonly uncertaintyMs: number
}

export interface Library {
  tracks(request?: PageRequest): Promise<Page<LibraryTrack>>
  albums(request?: PageRequest): Promise<Page<LibraryAlbum>>
  artists(request?: PageRequest): Promise<Page<LibraryArtist>>
  album(albumId: string): Promise<AlbumDocument>
  artist(artistId: string): Promise<ArtistDocument>
  scan(): Promise<{ readonly state: ScanBeacon; readonly errors: readonly ScanError[] }>
  startScan(): Promise<void>
  cancelScan(): Promise<void>
  /** The address of a cover, for an `<img>`. */
  coverUrl(coverId: string, size: 96 | 320 | 800): string
}

export declare function connect(options: ConnectOptions): Hub
