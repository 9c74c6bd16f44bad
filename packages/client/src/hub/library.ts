import {
  type Album,
  type AlbumPage,
  type AlbumSort,
  type Artist,
  type ArtistPage,
  type CoverId,
  type CoverSize,
  type Genre,
  type LibraryFolderView,
  type LibraryHome,
  type Lyrics,
  libraryEndpoints,
  type Page,
  pathTo,
  type ScanDocument,
  type SearchResult,
  type Track,
  type TrackId,
  type TrackMark,
  type TrackSort,
  type Waveform,
  type Year,
} from '@baton/protocol'
import type { Calls } from './calls.ts'

/** A picture is some megabytes, and drawn anew. */
const KEPT_WITHIN_MS = 60_000

export interface PageRequest {
  /** Words that must all occur; missing: everything. */
  readonly q?: string
  readonly limit?: number
  readonly cursor?: string
  readonly signal?: AbortSignal
}

export interface TrackRequest extends PageRequest {
  readonly sort?: TrackSort
  readonly genre?: string
}

export interface AlbumRequest extends PageRequest {
  readonly sort?: AlbumSort
  readonly genre?: string
  readonly year?: number
  /** Of the random order: the same seed gives the same order. */
  readonly seed?: number
}

export interface SearchRequest {
  readonly q: string
  /** Of each kind. */
  readonly limit?: number
  readonly signal?: AbortSignal
}

export interface Library {
  tracks(request?: TrackRequest): Promise<Page<Track>>
  albums(request?: AlbumRequest): Promise<Page<Album>>
  artists(request?: PageRequest): Promise<Page<Artist>>
  track(trackId: TrackId): Promise<Track>
  album(albumId: string): Promise<AlbumPage>
  artist(artistId: string): Promise<ArtistPage>
  /** The best of each kind. */
  search(request: SearchRequest): Promise<SearchResult>
  home(): Promise<LibraryHome>
  genres(): Promise<readonly Genre[]>
  years(): Promise<readonly Year[]>
  /** What I did with these tracks, at most 200 of them. */
  marks(trackIds: readonly TrackId[]): Promise<readonly TrackMark[]>
  lyrics(trackId: TrackId): Promise<Lyrics>
  waveform(trackId: TrackId): Promise<Waveform>
  scan(): Promise<ScanDocument>
  /** What is new or changed, or every file, whatever the hub knows of it. */
  startScan(extent?: 'changes' | 'everything'): Promise<void>
  cancelScan(): Promise<void>
  /** Only the owner may see and change where the music lies; what is in a folder that is added is read at once. */
  folders(): Promise<readonly LibraryFolderView[]>
  addFolder(path: string): Promise<LibraryFolderView>
  removeFolder(folderId: string): Promise<void>
  /** Puts in a picture, its bytes in base64: a playlist may be given it then. */
  keepCover(picture: string): Promise<CoverId>
  /** The address of a cover, for an `<img>`. */
  coverUrl(coverId: string, size: CoverSize): string
}

export function library({ read, once }: Calls, baseUrl: string): Library {
  const of = (id: string) => ({ params: { id } })
  return {
    tracks: ({ signal, ...query } = {}) => read(libraryEndpoints.tracks, { query, signal }),
    albums: ({ signal, ...query } = {}) => read(libraryEndpoints.albums, { query, signal }),
    artists: ({ signal, ...query } = {}) => read(libraryEndpoints.artists, { query, signal }),
    track: (trackId) => read(libraryEndpoints.track, of(trackId)),
    album: (albumId) => read(libraryEndpoints.album, of(albumId)),
    artist: (artistId) => read(libraryEndpoints.artist, of(artistId)),
    search: ({ signal, ...query }) => read(libraryEndpoints.search, { query, signal }),
    home: () => read(libraryEndpoints.home),
    genres: async () => (await read(libraryEndpoints.genres)).items,
    years: async () => (await read(libraryEndpoints.years)).items,
    marks: async (trackIds) =>
      (await read(libraryEndpoints.marks, { query: { track_ids: trackIds.join(',') } })).items,
    lyrics: (trackId) => read(libraryEndpoints.lyrics, of(trackId)),
    waveform: (trackId) => read(libraryEndpoints.waveform, of(trackId)),
    scan: () => read(libraryEndpoints.scan),
    startScan: async (extent = 'changes') =>
      void (await once(libraryEndpoints.startScan, { body: { everything: extent === 'everything' } })),
    cancelScan: async () => void (await once(libraryEndpoints.cancelScan, { body: {} })),
    folders: async () => (await read(libraryEndpoints.folders)).items,
    addFolder: (path) => once(libraryEndpoints.addFolder, { body: { path } }),
    removeFolder: async (folderId) => void (await once(libraryEndpoints.removeFolder, of(folderId))),
    keepCover: async (picture) =>
      (await once(libraryEndpoints.keepCover, { body: { picture }, timeoutMs: KEPT_WITHIN_MS })).coverId,
    coverUrl: (coverId, size) => baseUrl + pathTo(libraryEndpoints.cover, { id: coverId }, { size }),
  }
}
