// Writes the rows of tracks. Each row is one statement of one and the same text, which both engines keep prepared:
// building a statement anew for every batch would cost more than all that it does.
import { CompiledQuery, type Insertable } from 'kysely'
import type { SqlEngine } from '../../runtime/database.ts'
import type { LibraryTrackTable } from '../../tables/library.ts'
import { searchText, sortKey } from '../rows/fold-text.ts'
import type { IngestContext, RowsByPath, TidyTrack } from './context.ts'
import type { Person } from './credits.ts'
import { pathInRow } from './file-parts.ts'
import { joinAlbums } from './join-albums.ts'
import { nameAlbums } from './name-albums.ts'
import { nameArtists } from './name-artists.ts'
import { refreshAlbums } from './refresh-albums.ts'

type TrackInsert = Insertable<LibraryTrackTable>

const COLUMNS = [
  'id',
  'household_id',
  'folder_id',
  'path',
  'size_bytes',
  'mtime_ms',
  'sample_hash',
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
  'cover_id',
  'missing',
  'added_at',
  'title_key',
  'search_text',
  'artists',
  'album_artists',
  'genres',
  'genre_key',
  'rg_track_gain',
  'rg_track_peak',
  'rg_album_gain',
  'rg_album_peak',
  'mb_track_id',
  'mb_album_id',
  'mb_artist_id',
  'cover_stamp',
  'ctime_ms',
  'sound_hash',
  'part_of',
  'part_start',
  'part_end',
  'stamp',
] as const satisfies readonly (keyof TrackInsert)[]

/** What a file keeps when it is read again. */
const LASTING: ReadonlySet<string> = new Set(['id', 'household_id', 'folder_id', 'path', 'added_at'])

const UPSERT = `insert into library_tracks (${COLUMNS.join(', ')}) values (${COLUMNS.map(() => '?').join(', ')})
  on conflict (folder_id, path) do update set ${COLUMNS.filter((column) => !LASTING.has(column))
    .map((column) => `${column} = excluded.${column}`)
    .join(', ')}`
const FORGET_PERFORMERS = 'delete from library_track_artists where track_id = ?'
const ADD_PERFORMER =
  'insert into library_track_artists (track_id, artist_id) values (?, ?) on conflict do nothing'
const FORGET_GENRES = 'delete from library_track_genres where track_id = ?'
const ADD_GENRE =
  'insert into library_track_genres (track_id, genre_key, genre) values (?, ?, ?) on conflict do nothing'

export async function writeTracks(
  context: IngestContext,
  tracks: readonly TidyTrack[],
  former: RowsByPath,
): Promise<void> {
  if (tracks.length === 0) return
  const artistOf = await nameArtists(
    context,
    tracks.flatMap((track) => [...track.performers, ...track.makers]),
  )
  const albumOf = await nameAlbums(context, tracks, former)
  const run = (text: string, parameters: readonly unknown[]) =>
    context.transaction.executeQuery(CompiledQuery.raw(worded(context.engine, text), [...parameters]))
  const touched: (string | null)[] = []
  for (const track of tracks) {
    const known = former.get(pathInRow(track))
    const row = rowOf(context, track, known?.id ?? context.newId(), artistOf, albumOf(track))
    touched.push(row.album_id ?? null, known?.albumId ?? null)
    await run(
      UPSERT,
      COLUMNS.map((column) => row[column] ?? null),
    )
    if (known) await run(FORGET_PERFORMERS, [row.id])
    for (const artistId of new Set(track.performers.map(artistOf))) {
      await run(ADD_PERFORMER, [row.id, artistId])
    }
    if (known) await run(FORGET_GENRES, [row.id])
    // The first one stands in the row.
    for (const genre of track.genres.slice(1)) await run(ADD_GENRE, [row.id, sortKey(genre), genre])
  }
  const joined = await joinAlbums(context, touched)
  await refreshAlbums(context, [...touched, ...joined])
}

function rowOf(
  context: IngestContext,
  track: TidyTrack,
  id: string,
  artistOf: (person: Person) => string,
  albumId: string | null,
): TrackInsert {
  const { replayGain, musicBrainz, performers, makers, genres } = track
  const [first] = performers
  const artists = performers.map((person) => ({ artistId: artistOf(person), name: person.name }))
  return {
    id,
    household_id: context.householdId,
    folder_id: context.folderId,
    path: pathInRow(track),
    size_bytes: track.sizeBytes,
    mtime_ms: track.mtimeMs,
    sample_hash: track.sampleHash,
    title: track.title,
    artist: track.artist,
    artist_id: first === undefined ? null : artistOf(first),
    album: track.album,
    album_id: albumId,
    album_artist: track.albumArtist,
    disc_no: track.discNo,
    track_no: track.trackNo,
    year: track.year,
    genre: track.genre,
    duration_ms: track.durationMs,
    codec: track.codec,
    mime: track.mime,
    cover_id: track.cover?.coverId ?? null,
    missing: 0,
    added_at: context.now,
    title_key: sortKey(track.title),
    search_text: searchText(
      track.title,
      track.artist,
      track.album,
      track.albumArtist,
      ...performers.map(({ name }) => name),
    ),
    artists: artists.length > 1 ? JSON.stringify(artists) : null,
    album_artists: makers.length > 0 ? JSON.stringify([...new Set(makers.map(artistOf))]) : null,
    genres: genres.length > 1 ? JSON.stringify(genres) : null,
    genre_key: track.genre === null ? null : sortKey(track.genre),
    rg_track_gain: replayGain?.trackGainDb ?? null,
    rg_track_peak: replayGain?.trackPeak ?? null,
    rg_album_gain: replayGain?.albumGainDb ?? null,
    rg_album_peak: replayGain?.albumPeak ?? null,
    mb_track_id: musicBrainz?.trackId ?? null,
    mb_album_id: musicBrainz?.albumId ?? null,
    mb_artist_id: musicBrainz?.artistId ?? null,
    cover_stamp: track.besideStamp ?? null,
    ctime_ms: track.ctimeMs ?? null,
    sound_hash: track.soundHash ?? null,
    part_of: track.part ? track.path : null,
    part_start: track.part?.startFrame ?? null,
    part_end: track.part?.endFrame ?? null,
    stamp: context.stamp,
  }
}

const postgresTexts = new Map<string, string>()

function worded(engine: SqlEngine, text: string): string {
  if (engine === 'sqlite') return text
  const known = postgresTexts.get(text)
  if (known !== undefined) return known
  let place = 0
  const numbered = text.replace(/\?/g, () => `$${++place}`)
  postgresTexts.set(text, numbered)
  return numbered
}
