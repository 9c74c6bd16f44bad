import type {
  Album,
  AlbumId,
  AlbumPage,
  AlbumQuery,
  Artist,
  ArtistId,
  ArtistPage,
  FollowedFile,
  Genre,
  HouseholdId,
  LibraryHome,
  LibraryQuery,
  LibrarySummary,
  Page,
  PlaylistId,
  PlaylistView,
  ScanProblem,
  SearchQuery,
  SearchResult,
  SmartRules,
  Track,
  TrackDetails,
  TrackId,
  TrackMark,
  TrackQuery,
  UserId,
  Year,
} from '@baton/protocol'
import type { ListeningReads } from './listening-reads.ts'
import type { ListedTrack } from './playlist-files.ts'

/**
 * Everything of the library that may take a while to answer: it never runs in the thread that serves requests. What
 * was played and liked is the viewer's; without one, nothing was.
 */
export interface LibraryReads extends ListeningReads {
  /** Throws `request.invalid` for a cursor that is not one of its own. */
  listTracks(householdId: HouseholdId, query: TrackQuery, viewer?: UserId): Promise<Page<Track>>
  listAlbums(householdId: HouseholdId, query: AlbumQuery, viewer?: UserId): Promise<Page<Album>>
  listArtists(householdId: HouseholdId, query: LibraryQuery): Promise<Page<Artist>>
  scanErrors(householdId: HouseholdId, query: LibraryQuery): Promise<Page<ScanProblem>>
  /** Of playlists, those that the viewer may see. */
  search(householdId: HouseholdId, viewer: UserId, query: SearchQuery): Promise<SearchResult>
  home(householdId: HouseholdId, viewer: UserId, seed: number): Promise<LibraryHome>
  genres(householdId: HouseholdId): Promise<readonly Genre[]>
  years(householdId: HouseholdId): Promise<readonly Year[]>
  /** In the order in which they were asked for; what is no track of the household is left out. */
  marks(householdId: HouseholdId, viewer: UserId, trackIds: readonly TrackId[]): Promise<readonly TrackMark[]>
  details(householdId: HouseholdId, viewer: UserId, trackId: TrackId): Promise<TrackDetails | null>
  album(householdId: HouseholdId, albumId: AlbumId): Promise<AlbumPage | null>
  artist(householdId: HouseholdId, artistId: ArtistId): Promise<ArtistPage | null>
  /** In the order in which they should be played. Missing tracks are left out. */
  tracksOf(householdId: HouseholdId, of: TracksOf): Promise<readonly Track[]>
  summary(householdId: HouseholdId): Promise<LibrarySummary>
  /** Ids of folders, and how many tracks of each are there. */
  folderCounts(householdId: HouseholdId): Promise<readonly (readonly [folderId: string, tracks: number])[]>
  /** Files of the folder that were read before, readable or not, in byte order of the UTF-8 path. */
  known(householdId: HouseholdId, folderId: string, range: KnownRange): Promise<readonly KnownFile[]>
  /** Which tracks a list means, in its order: rules PF6 to PF10 in docs/protocol/playlist-files.md. */
  matchListed(householdId: HouseholdId, listed: readonly ListedTrack[]): Promise<readonly ListedMatch[]>
  /** Each track of the playlist once, also those that are missing. */
  playlistPaths(householdId: HouseholdId, playlistId: PlaylistId): Promise<readonly ListedFile[]>
  /** The playlists that follow lists in music folders. */
  followedLists(householdId: HouseholdId): Promise<readonly FollowedList[]>
  /** What fits the rules of a smart playlist now. Throws `playlist.rules-slow` where that takes longer than it may. */
  fittingTracks(householdId: HouseholdId, query: FittingQuery): Promise<FittingTracks>
  /** Those that are not deleted. */
  smartPlaylists(householdId: HouseholdId): Promise<readonly PlaylistView[]>
  /** Makes the next search quick. */
  prepare(householdId: HouseholdId): Promise<void>
}

export type TracksOf = { readonly albumId: AlbumId } | { readonly artistId: ArtistId }

/** `under`: only the files below these paths, or at them. */
export interface KnownRange {
  readonly after: string | null
  readonly limit: number
  readonly under?: string
}

export interface KnownFile {
  /** Below the folder, with `/` between the names. */
  readonly path: string
  readonly sizeBytes: number
  readonly mtimeMs: number
  /** Null where it was read before the hub noted it. */
  readonly ctimeMs: number | null
  readonly missing: boolean
  /** It could not be read then. */
  readonly failed: boolean
  /** It could not be opened then: a disk that fails changes neither sizes nor times. */
  readonly mayBeReadableNow?: boolean
  /** Of the picture and the cue sheet that lay beside it then. */
  readonly besideStamp: string | null
}

export type ListedMatch =
  | { readonly trackId: TrackId }
  /** `ambiguous`: several tracks may be meant. */
  | { readonly trackId: null; readonly reason: 'not-found' | 'ambiguous' }

export interface ListedFile {
  readonly trackId: TrackId
  /** Below its music folder. */
  readonly path: string
  readonly recordingId: string | null
}

export interface FittingQuery {
  readonly rules: SmartRules
  /** Whose plays and likes count. */
  readonly userId: UserId
  /** Of the playlists that the rules name, those that this person sees. */
  readonly playlistIds: readonly PlaylistId[]
  readonly now: number
  /** A random order is the same for the same text on the same day. */
  readonly seed: { readonly of: string; readonly day: number }
  /** The playlist that is to hold them. */
  readonly playlistId?: PlaylistId
  readonly mostMs: number
}

export interface FittingTracks {
  /** How many fit, also those that the limit keeps out. */
  readonly fitting: number
  readonly durationMs: number
  /** In the order of the rules, within their limit. */
  readonly trackIds: readonly TrackId[]
  /** The playlist holds just these. */
  readonly isAsItStands: boolean
}

export interface FollowedList {
  readonly playlistId: PlaylistId
  readonly file: FollowedFile
  /** Its file is not there any more; until the playlist is forgotten it may come back. */
  readonly isGone: boolean
}
