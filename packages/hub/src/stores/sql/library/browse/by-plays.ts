// What somebody played or liked, newest or most first, as candidates for a page: whether they are there is asked later.
import type { UserId } from '@baton/protocol'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables/tables.ts'
import { numberIn, type Place } from './cursor.ts'

type Db = Kysely<Tables>
type Candidates = Promise<readonly { readonly id: string; readonly key: string }[]>

export async function tracksDone(
  db: Db,
  viewer: UserId | undefined,
  what: 'played' | 'plays' | 'liked',
  after: Place | null,
  limit: number,
): Candidates {
  if (viewer === undefined) return []
  if (what === 'liked') {
    const rows = await db
      .selectFrom('liked')
      .select(['track_id as id', 'at as value'])
      .where('user_id', '=', viewer)
      .$if(after !== null, (rest) =>
        rest.where(sql<boolean>`(at, track_id) < (${after && numberIn(after)}, ${after?.[1]})`),
      )
      .orderBy('at', 'desc')
      .orderBy('track_id', 'desc')
      .limit(limit)
      .execute()
    return rows.map(candidate)
  }
  const value = VALUES[what]
  const rows = await db
    .selectFrom('play')
    .select(['track_id as id', value.as('value')])
    .where('user_id', '=', viewer)
    .groupBy('track_id')
    .$if(after !== null, (rest) =>
      rest.having(sql<boolean>`(${value}, track_id) < (${after && numberIn(after)}, ${after?.[1]})`),
    )
    .orderBy(value, 'desc')
    .orderBy('track_id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(candidate)
}

export async function albumsPlayed(
  db: Db,
  viewer: UserId | undefined,
  what: 'played' | 'plays',
  after: Place | null,
  limit: number,
): Candidates {
  if (viewer === undefined) return []
  const value = VALUES[what]
  const rows = await db
    .selectFrom('play')
    .innerJoin('library_tracks as track', 'track.id', 'play.track_id')
    .select(['track.album_id as id', value.as('value')])
    .where('play.user_id', '=', viewer)
    .where('track.album_id', 'is not', null)
    .groupBy('track.album_id')
    .$if(after !== null, (rest) =>
      rest.having(sql<boolean>`(${value}, track.album_id) < (${after && numberIn(after)}, ${after?.[1]})`),
    )
    .orderBy(value, 'desc')
    .orderBy('track.album_id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(({ id, value }) => candidate({ id: id ?? '', value }))
}

const VALUES = { played: sql<number>`max(at)`, plays: sql<number>`count(*)` } as const

function candidate({ id, value }: { readonly id: string; readonly value: number }) {
  return { id, key: String(value) }
}
