import type {
  Album,
  AlbumPage,
  AlbumSort,
  Artist,
  ArtistPage,
  Genre,
  LibraryFolderView,
  LibraryHome,
  Lyrics,
  Page,
  ScanProblem,
  ScanProgress,
  SearchResult,
  Track,
  TrackId,
  TrackMark,
  TrackSort,
  Waveform,
  Year,
} from '@baton/protocol'
import type { Line } from './request.ts'

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

export interface ScanDocument {
  readonly state: ScanProgress
  readonly errors: readonly ScanProblem[]
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
  startScan(): Promise<void>
  cancelScan(): Promise<void>
  /** Only the owner may see and change where the music lies; what is in a folder that is added is read at once. */
  folders(): Promise<readonly LibraryFolderView[]>
  addFolder(path: string): Promise<LibraryFolderView>
  removeFolder(folderId: string): Promise<void>
  /** The address of a cover, for an `<img>`. */
  coverUrl(coverId: string, size: 96 | 320 | 800): string
}

const READ_WITHIN_MS = 10_000

export function library(line: Line, baseUrl: string): Library {
  const read = <T>(path: string, signal?: AbortSignal) =>
    line.patiently({ path, signal }, READ_WITHIN_MS) as Promise<T>
  const list = <T>(path: string, { signal, ...query }: PageRequest = {}) =>
    read<Page<T>>(`${path}${queryOf(query)}`, signal)
  const items = async <T>(path: string) => (await read<{ readonly items: readonly T[] }>(path)).items
  const ofTrack = <T>(trackId: TrackId, what: string) =>
    read<T>(`/library/tracks/${encodeURIComponent(trackId)}/${what}`)
  return {
    tracks: (request) => list<Track>('/library/tracks', request),
    albums: (request) => list<Album>('/library/albums', request),
    artists: (request) => list<Artist>('/library/artists', request),
    track: (trackId) => read<Track>(`/library/tracks/${encodeURIComponent(trackId)}`),
    album: (albumId) => read<AlbumPage>(`/library/albums/${encodeURIComponent(albumId)}`),
    artist: (artistId) => read<ArtistPage>(`/library/artists/${encodeURIComponent(artistId)}`),
    search: ({ signal, ...query }) => read<SearchResult>(`/library/search${queryOf(query)}`, signal),
    home: () => read<LibraryHome>('/library/home'),
    genres: () => items<Genre>('/library/genres'),
    years: () => items<Year>('/library/years'),
    marks: (trackIds) => items<TrackMark>(`/library/marks${queryOf({ track_ids: trackIds.join(',') })}`),
    lyrics: (trackId) => ofTrack<Lyrics>(trackId, 'lyrics'),
    waveform: (trackId) => ofTrack<Waveform>(trackId, 'waveform'),
    scan: () => read<ScanDocument>('/library/scan'),
    startScan: async () => {
      await line.once({ method: 'POST', path: '/library/scan', body: {} })
    },
    cancelScan: async () => {
      await line.once({ method: 'POST', path: '/library/scan/cancel', body: {} })
    },
    folders: () => items<LibraryFolderView>('/library/folders'),
    addFolder: async (path) =>
      (await line.once({ method: 'POST', path: '/library/folders', body: { path } })) as LibraryFolderView,
    removeFolder: async (folderId) => {
      await line.once({ method: 'DELETE', path: `/library/folders/${encodeURIComponent(folderId)}` })
    },
    coverUrl: (coverId, size) => `${baseUrl}/covers/${encodeURIComponent(coverId)}?size=${size}`,
  }
}

function queryOf(query: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  )
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`
}
