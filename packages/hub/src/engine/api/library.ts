import type {
  Album,
  AlbumId,
  AlbumPage,
  AlbumQuery,
  Artist,
  ArtistId,
  ArtistPage,
  CoverId,
  Genre,
  HistoryItem,
  HistoryQuery,
  HistorySummary,
  HistorySummaryQuery,
  LibraryFolderView,
  LibraryHome,
  LibraryQuery,
  Lyrics,
  Page,
  PlaylistId,
  ScanProblem,
  SearchQuery,
  SearchResult,
  Track,
  TrackDetails,
  TrackId,
  TrackMark,
  TrackQuery,
  Waveform,
  Year,
} from '@baton/protocol'
import type { CoverImage, CoverSize, OpenTrackFile, TrackContent } from '../ports/library.ts'
import type { Admission } from './engine.ts'
import type { Principal } from './principal.ts'

/**
 * What doors see of the library. Whoever asks is shown the own household, and of what was played and liked the own:
 * nothing else can be asked for. Everything throws `auth.scope` where the credential may not read.
 */
export interface Library {
  /** Lists throw `request.invalid` for a cursor that is not one of their own. */
  tracks(principal: Principal, query: TrackQuery): Promise<Page<Track>>
  albums(principal: Principal, query: AlbumQuery): Promise<Page<Album>>
  artists(principal: Principal, query: LibraryQuery): Promise<Page<Artist>>
  track(principal: Principal, trackId: TrackId): Promise<TrackDetails | null>
  album(principal: Principal, albumId: AlbumId): Promise<AlbumPage | null>
  artist(principal: Principal, artistId: ArtistId): Promise<ArtistPage | null>
  search(principal: Principal, query: SearchQuery): Promise<SearchResult>
  /** Without a seed the random albums change once a day. */
  home(principal: Principal, seed?: number): Promise<LibraryHome>
  genres(principal: Principal): Promise<readonly Genre[]>
  years(principal: Principal): Promise<readonly Year[]>
  /** In the order in which they were asked for; what is no track of the household is left out. */
  marks(principal: Principal, trackIds: readonly TrackId[]): Promise<readonly TrackMark[]>
  cover(principal: Principal, coverId: string, size: CoverSize): Promise<CoverImage | null>
  /**
   * Keeps a picture that a playlist of the household may be given. Takes the scope `library`, and is not for listeners;
   * throws `library.not-a-picture`, `library.covers-full`, and `hub.busy` where too many come in at once. `picture` is
   * called when its turn has come, if it does.
   */
  keepCover(principal: Principal, picture: () => Uint8Array): Promise<CoverId>
  /** Newest first. */
  history(principal: Principal, query: HistoryQuery): Promise<Page<HistoryItem>>
  historySummary(principal: Principal, query: HistorySummaryQuery): Promise<HistorySummary>
  /** How often the caller has played it. */
  plays(principal: Principal, trackId: TrackId): Promise<number>
  /** When the caller began which playlist last. */
  playlistStarts(principal: Principal): Promise<ReadonlyMap<PlaylistId, number>>
  /** Those of the playlist's tracks that are not there at present. */
  missingOf(principal: Principal, playlistId: PlaylistId): Promise<readonly TrackId[]>
  /** Files that could not be read. Takes the scope `admin`. */
  scanErrors(principal: Principal, query: LibraryQuery): Promise<Page<ScanProblem>>
}

/** Where the household's music lies. Owners alone; takes the scope `admin`. Who changed what is told to the audit log. */
export interface MusicFolders {
  all(owner: Principal): Promise<readonly LibraryFolderView[]>
  /** Refuses with a code. What is in the folder is read at once. */
  add(owner: Principal, path: string): Promise<LibraryFolderView>
  /** Its tracks are missing from now on. Answers with the folders that stay. */
  remove(owner: Principal, folderId: string): Promise<readonly LibraryFolderView[]>
}

/** What belongs to a track beside its sound. Throws `library.track-not-found` for what is no track of the household. */
export interface TrackExtras {
  /** Null when it has none. */
  lyrics(principal: Principal, trackId: TrackId): Promise<Lyrics | null>
  /** Throws `library.no-waveform` with the reason. */
  waveform(principal: Principal, trackId: TrackId): Promise<Waveform>
}

/**
 * The sound of a track, for whoever a ticket admits to it: the file as it is, or made over where the device has said
 * what it can decode and this is nothing of it.
 */
export interface TrackAudio {
  /** Null while the file is not there. Throws `media.*` or `hub.busy` where the sound cannot be made over. */
  open(admitted: Admitted, signal: AbortSignal): Promise<OpenTrackFile | null>
  /** Where the file lies, for a server that sends it in the hub's place; null where it is made over. */
  content(admitted: Admitted): Promise<TrackContent | null>
}

export type Admitted = Pick<Admission, 'householdId' | 'trackId' | 'formats'> & {
  /** The sound is to begin at this place of the track. */
  readonly startMs: number
}
