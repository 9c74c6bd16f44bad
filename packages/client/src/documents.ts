import type {
  Capabilities,
  CommandId,
  CommandResult,
  DeviceId,
  DeviceKind,
  DeviceView,
  EntryId,
  PlayState,
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

/** A session as it is read at once: the view, and what it means at `serverTime`. */
export interface SessionDocument extends SessionView {
  readonly seq: number
  readonly epoch: string
  readonly serverTime: number
  readonly trackId: TrackId | null
  readonly track: TrackSummary | null
  readonly entryId: EntryId | null
  readonly positionMs: number
  readonly playState: PlayState
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

export interface Page<T> {
  readonly items: readonly T[]
  readonly nextCursor: string | null
}

export interface PageRequest {
  /** Words that must all occur; missing: everything. */
  readonly q?: string
  readonly limit?: number
  readonly cursor?: string
}

export interface LibraryTrack extends TrackSummary {
  readonly albumArtist?: string | null
  readonly discNo?: number | null
  readonly trackNo?: number | null
  readonly year?: number | null
  readonly genre?: string | null
  readonly codec?: string | null
  readonly missing?: boolean
  readonly liked?: boolean
}

export interface LibraryAlbum {
  readonly albumId: string
  readonly title: string
  readonly artist: string | null
  readonly year: number | null
  readonly coverId: string | null
  readonly trackCount: number
  readonly durationMs: number
}

export interface LibraryArtist {
  readonly artistId: string
  readonly name: string
  readonly albumCount: number
  readonly trackCount: number
}

export interface AlbumDocument extends LibraryAlbum {
  readonly tracks: readonly LibraryTrack[]
}

export interface ArtistDocument extends LibraryArtist {
  readonly albums: readonly LibraryAlbum[]
}

export interface ScanError {
  readonly path: string
  readonly code: string
  readonly message: string
}
