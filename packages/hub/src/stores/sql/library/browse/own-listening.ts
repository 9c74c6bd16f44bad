// What somebody has done with one track and with playlists: small enough for the thread that serves requests.
import type { PlaylistId, TrackId, UserId } from '@baton/protocol'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables/tables.ts'

type Db = Kysely<Tables>

export async function playsOf(db: Db, viewer: UserId, trackId: TrackId): Promise<number> {
  const row = await db
    .selectFrom('play')
    .select(sql<number>`count(*)`.as('plays'))
    .where('user_id', '=', viewer)
    .where('track_id', '=', trackId)
    .executeTakeFirst()
  return Number(row?.plays ?? 0)
}

export async function playlistStarts(db: Db, viewer: UserId): Promise<ReadonlyMap<PlaylistId, number>> {
  const rows = await db
    .selectFrom('playlist_start')
    .select(['playlist_id', 'at'])
    .where('user_id', '=', viewer)
    .execute()
  return new Map(rows.map((row) => [row.playlist_id as PlaylistId, row.at]))
}
