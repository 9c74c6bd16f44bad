import type {
  DeviceId,
  HistoryItem,
  HistoryQuery,
  HistorySummary,
  HistorySummaryQuery,
  HouseholdId,
  Page,
  PlaylistId,
  TrackId,
  UserId,
} from '@baton/protocol'
import { type Kysely, sql } from 'kysely'
import type { ListeningReads } from '#engine'
import type { Tables } from '../../tables/tables.ts'
import { TRACK_COLUMNS, trackOf } from '../rows/columns.ts'
import { albumsById, artistsById } from './by-id.ts'
import { numberIn, type Place, placeOf } from './cursor.ts'
import { daysOf } from './days.ts'
import { pageOf } from './lists.ts'

type Db = Kysely<Tables>

const QUARTER_MS = 900_000
const LIST = 'history'
const TOP = 10

export function listeningReads(db: Db): ListeningReads {
  return {
    history: (householdId, viewer, query) => history(db, householdId, viewer, query),
    historySummary: (householdId, viewer, query, now) => summary(db, householdId, viewer, query, now),
    missingOf: (householdId, playlistId) => missingOf(db, householdId, playlistId),
  }
}

async function history(
  db: Db,
  householdId: HouseholdId,
  viewer: UserId,
  query: HistoryQuery,
): Promise<Page<HistoryItem>> {
  const after = placeOf(LIST, query.cursor)
  const rows = await db
    .selectFrom('play')
    .innerJoin('library_tracks as track', 'track.id', 'play.track_id')
    .leftJoin('device', (join) =>
      join.onRef('device.id', '=', 'play.device_id').on('device.household_id', '=', householdId),
    )
    .select(TRACK_COLUMNS.map((column) => `track.${column}` as const))
    .select(['play.seq', 'play.at as played_at', 'play.device_id', 'device.view as device'])
    .where('play.user_id', '=', viewer)
    .where('play.household_id', '=', householdId)
    .$if(after !== null, (rest) =>
      rest.where(sql<boolean>`(play.seq, play.at, play.track_id) < (${after && keyset(after)})`),
    )
    .orderBy('play.seq', 'desc')
    .orderBy('play.at', 'desc')
    .orderBy('play.track_id', 'desc')
    .limit(query.limit + 1)
    .execute()
  return pageOf(
    LIST,
    rows,
    query,
    (row) => [`${row.seq} ${row.played_at}`, row.id],
    (row) => ({
      at: row.played_at,
      track: trackOf(row),
      deviceId: row.device_id as DeviceId | null,
      deviceName: nameOf(row.device),
    }),
  )
}

function keyset([key, id]: Place) {
  const [seq = '', at = ''] = key.split(' ')
  return sql.join([numberIn([seq, id]), numberIn([at, id]), id])
}

async function summary(
  db: Db,
  householdId: HouseholdId,
  viewer: UserId,
  query: HistorySummaryQuery,
  now: number,
): Promise<HistorySummary> {
  const days = daysOf(query, now)
  const since = days.starts[0] ?? now
  const played = () =>
    db
      .selectFrom('play')
      .innerJoin('library_tracks as track', 'track.id', 'play.track_id')
      .where('play.user_id', '=', viewer)
      .where('play.household_id', '=', householdId)
      .where('play.at', '>=', since)
  const count = sql<number>`count(*)`
  // Wherever one is, days begin at quarters of an hour.
  const quarter = sql<number>`floor(play.at / ${sql.lit(QUARTER_MS)})`
  const perQuarter = await played()
    .select([quarter.as('quarter'), count.as('plays')])
    .groupBy(quarter)
    .execute()
  const tracks = await played()
    .select(TRACK_COLUMNS.map((column) => `track.${column}` as const))
    .select(count.as('plays'))
    .groupBy(TRACK_COLUMNS.map((column) => `track.${column}` as const))
    .orderBy('plays', 'desc')
    .orderBy('track.id')
    .limit(TOP)
    .execute()
  const albums = await played()
    .select(['track.album_id as id', count.as('plays')])
    .where('track.album_id', 'is not', null)
    .groupBy('track.album_id')
    .orderBy('plays', 'desc')
    .orderBy('track.album_id')
    .limit(TOP)
    .execute()
  const artists = await played()
    .select(['track.artist_id as id', count.as('plays')])
    .where('track.artist_id', 'is not', null)
    .groupBy('track.artist_id')
    .orderBy('plays', 'desc')
    .orderBy('track.artist_id')
    .limit(TOP)
    .execute()
  const perDay = days.dates.map(() => 0)
  for (const row of perQuarter) {
    const nth = days.of(Number(row.quarter) * QUARTER_MS)
    perDay[nth] = (perDay[nth] ?? 0) + Number(row.plays)
  }
  const foundAlbums = await albumsById(db, householdId, idsOf(albums))
  const foundArtists = await artistsById(db, householdId, idsOf(artists))
  return {
    plays: perDay.reduce((sum, plays) => sum + plays, 0),
    days: days.dates.map((date, nth) => ({ date, plays: perDay[nth] ?? 0 })),
    tracks: tracks.map((row) => ({ track: trackOf(row), plays: Number(row.plays) })),
    albums: foundAlbums.map((album) => ({ album, plays: playsOf(albums, album.albumId) })),
    artists: foundArtists.map((artist) => ({ artist, plays: playsOf(artists, artist.artistId) })),
  }
}

async function missingOf(
  db: Db,
  householdId: HouseholdId,
  playlistId: PlaylistId,
): Promise<readonly TrackId[]> {
  const rows = await db
    .selectFrom('playlist_entry as entry')
    .innerJoin('playlist', 'playlist.id', 'entry.playlist_id')
    .leftJoin('library_tracks as track', (join) =>
      join.onRef('track.id', '=', 'entry.track_id').on('track.missing', '=', 0),
    )
    .select('entry.track_id')
    .distinct()
    .where('playlist.household_id', '=', householdId)
    .where('entry.playlist_id', '=', playlistId)
    .where('track.id', 'is', null)
    .execute()
  return rows.map((row) => row.track_id as TrackId)
}

type Counted = { readonly id: string | null; readonly plays: number }

function idsOf(rows: readonly Counted[]): string[] {
  return rows.flatMap(({ id }) => id ?? [])
}

function playsOf(rows: readonly Counted[], id: string): number {
  return Number(rows.find((row) => row.id === id)?.plays ?? 0)
}

function nameOf(view: string | null): string | null {
  if (view === null) return null
  const { name } = JSON.parse(view) as { readonly name?: unknown }
  return typeof name === 'string' ? name : null
}
