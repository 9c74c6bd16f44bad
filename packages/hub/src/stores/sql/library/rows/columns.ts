// Turns rows into what the rest of the house sees.
import type { Album, AlbumId, Artist, ArtistId, Track, TrackArtist, TrackId } from '@baton/protocol'
import type { Selectable } from 'kysely'
import type { LibraryTrackTable } from '../../tables/library.ts'

export const TRACK_COLUMNS = [
  'id',
  'title',
  'artist',
  'artist_id',
  'album',
  'album_id',
  'album_artist',
  'disc_no',
  'track_no',
  'year',
  'genre',
  'duration_ms',
  'codec',
  'mime',
  'size_bytes',
  'cover_id',
  'missing',
  'added_at',
  'title_key',
  'artists',
  'genres',
  'rg_track_gain',
  'rg_track_peak',
  'rg_album_gain',
  'rg_album_peak',
] as const satisfies readonly (keyof LibraryTrackTable)[]

export type TrackRow = Pick<Selectable<LibraryTrackTable>, (typeof TRACK_COLUMNS)[number]>

export function trackOf(row: TrackRow): Track {
  return {
    trackId: row.id as TrackId,
    title: row.title,
    artist: row.artist,
    artistId: row.artist_id as ArtistId | null,
    album: row.album,
    albumId: row.album_id as AlbumId | null,
    albumArtist: row.album_artist,
    discNo: row.disc_no,
    trackNo: row.track_no,
    year: row.year,
    genre: row.genre,
    durationMs: row.duration_ms,
    codec: row.codec,
    mime: row.mime,
    sizeBytes: row.size_bytes,
    coverId: row.cover_id,
    missing: row.missing !== 0,
    addedAt: row.added_at,
    ...(row.artists !== null && { artists: JSON.parse(row.artists) as readonly TrackArtist[] }),
    ...(row.genres !== null && { genres: genresOf(row) }),
    ...(hasGain(row) && {
      replayGain: {
        trackGainDb: row.rg_track_gain,
        trackPeak: row.rg_track_peak,
        albumGainDb: row.rg_album_gain,
        albumPeak: row.rg_album_peak,
      },
    }),
  }
}

/** Empty where there is one at most: it stands in a column of its own. */
export function genresOf({ genres }: Pick<TrackRow, 'genres'>): readonly string[] {
  return genres === null ? [] : (JSON.parse(genres) as readonly string[])
}

function hasGain(row: TrackRow): boolean {
  return row.rg_track_gain !== null || row.rg_album_gain !== null
}

export const ALBUM_COLUMNS = [
  'library_albums.id',
  'title',
  'album_artist',
  'artist_id',
  'year',
  'cover_id',
  'added_at',
] as const

export type AlbumRow = {
  readonly id: string
  readonly title: string
  readonly album_artist: string | null
  readonly artist_id: string | null
  readonly year: number | null
  readonly cover_id: string | null
  readonly added_at: number
}

export function albumOf(
  row: AlbumRow,
  counts: { readonly tracks: number; readonly durationMs: number },
): Album {
  return {
    albumId: row.id as AlbumId,
    title: row.title,
    artist: row.album_artist,
    artistId: row.artist_id as ArtistId | null,
    year: row.year,
    coverId: row.cover_id,
    trackCount: counts.tracks,
    durationMs: counts.durationMs,
    addedAt: row.added_at,
  }
}

export type ArtistCounts = {
  readonly albums: number
  readonly tracks: number
  readonly coverId: string | null
}

export function artistOf(row: { readonly id: string; readonly name: string }, counts: ArtistCounts): Artist {
  return {
    artistId: row.id as ArtistId,
    name: row.name,
    coverId: counts.coverId,
    albumCount: counts.albums,
    trackCount: counts.tracks,
  }
}
