import type {
  Album,
  AlbumPage,
  Artist,
  ArtistPage,
  Page,
  ScanProblem,
  ScanProgress,
  Track,
} from '@baton/protocol'
import type { Line } from './request.ts'

export interface PageRequest {
  /** Words that must all occur; missing: everything. */
  readonly q?: string
  readonly limit?: number
  readonly cursor?: string
  readonly signal?: AbortSignal
}

export interface ScanDocument {
  readonly state: ScanProgress
  readonly errors: readonly ScanProblem[]
}

export interface Library {
  tracks(request?: PageRequest): Promise<Page<Track>>
  albums(request?: PageRequest): Promise<Page<Album>>
  artists(request?: PageRequest): Promise<Page<Artist>>
  album(albumId: string): Promise<AlbumPage>
  artist(artistId: string): Promise<ArtistPage>
  scan(): Promise<ScanDocument>
  startScan(): Promise<void>
  cancelScan(): Promise<void>
  /** The address of a cover, for an `<img>`. */
  coverUrl(coverId: string, size: 96 | 320 | 800): string
}

const READ_WITHIN_MS = 10_000

export function library(line: Line, baseUrl: string): Library {
  const read = <T>(path: string, signal?: AbortSignal) =>
    line.patiently({ path, signal }, READ_WITHIN_MS) as Promise<T>
  const list = <T>(path: string, { signal, ...query }: PageRequest = {}) =>
    read<Page<T>>(`${path}${queryOf(query)}`, signal)
  return {
    tracks: (request) => list<Track>('/library/tracks', request),
    albums: (request) => list<Album>('/library/albums', request),
    artists: (request) => list<Artist>('/library/artists', request),
    album: (albumId) => read<AlbumPage>(`/library/albums/${encodeURIComponent(albumId)}`),
    artist: (artistId) => read<ArtistPage>(`/library/artists/${encodeURIComponent(artistId)}`),
    scan: () => read<ScanDocument>('/library/scan'),
    startScan: async () => {
      await line.once({ method: 'POST', path: '/library/scan', body: {} })
    },
    cancelScan: async () => {
      await line.once({ method: 'POST', path: '/library/scan/cancel', body: {} })
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
