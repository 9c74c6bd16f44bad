// Which tracks fit the rules of a smart playlist, in their order. The library is looked through in pieces, so that
// whoever asks for something small meanwhile is answered in between and what takes too long is given up; what fits is
// put into order here, so that both engines order the same.
import {
  BatonError,
  type HouseholdId,
  MAX_PLAYLIST_LENGTH,
  type PlaylistId,
  type TrackId,
} from '@baton/protocol'
import { type Kysely, sql } from 'kysely'
import type { FittingQuery, FittingTracks } from '#engine'
import type { Tables } from '../../tables/tables.ts'
import { fits, lastPlay, likedAt, plays } from './conditions.ts'
import { inOrder, type Place, placed } from './fitting-order.ts'

const ROWS_AT_ONCE = 2_000
/** So many of those that fit are kept until they are put into order. */
const KEPT = 4 * MAX_PLAYLIST_LENGTH
const MINUTE_MS = 60_000

export async function fittingTracks(
  db: Kysely<Tables>,
  householdId: HouseholdId,
  query: FittingQuery,
): Promise<FittingTracks> {
  const until = performance.now() + query.mostMs
  const { order, limit } = query.rules
  let kept: Place[] = []
  let fitting = 0
  for (let after: Edge | null = null; ; ) {
    const last: Edge | null = await edge(db, householdId, after)
    for (const row of await piece(db, householdId, query, after, last)) {
      kept.push(placed(row, query))
      fitting += 1
    }
    if (kept.length > KEPT) kept = inOrder(kept, order).slice(0, MAX_PLAYLIST_LENGTH)
    if (last === null) break
    after = last
    if (performance.now() > until) throw new BatonError('playlist.rules-slow')
    await new Promise((resolve) => setImmediate(resolve))
  }
  const most = limit && 'tracks' in limit ? limit.tracks : MAX_PLAYLIST_LENGTH
  const chosen = inOrder(kept, order).slice(0, most)
  const mostMs = limit && 'minutes' in limit ? limit.minutes * MINUTE_MS : Number.POSITIVE_INFINITY
  let durationMs = 0
  const trackIds: TrackId[] = []
  for (const track of chosen) {
    if (durationMs + track.durationMs > mostMs) break
    durationMs += track.durationMs
    trackIds.push(track.id as TrackId)
  }
  return { fitting, durationMs, trackIds, isAsItStands: await holds(db, query.playlistId, trackIds) }
}

async function holds(
  db: Kysely<Tables>,
  playlistId: PlaylistId | undefined,
  trackIds: readonly TrackId[],
): Promise<boolean> {
  if (playlistId === undefined) return false
  const rows = await db
    .selectFrom('playlist_entry')
    .select('track_id')
    .where('playlist_id', '=', playlistId)
    .orderBy('rank')
    .execute()
  return rows.length === trackIds.length && rows.every((row, nth) => row.track_id === trackIds[nth])
}

interface Edge {
  readonly title_key: string
  readonly id: string
}

/** Where a piece behind `after` ends; null: with the library. */
async function edge(db: Kysely<Tables>, householdId: HouseholdId, after: Edge | null): Promise<Edge | null> {
  const row = await behind(db, householdId, after)
    .select(['track.title_key', 'track.id'])
    .orderBy('track.title_key')
    .orderBy('track.id')
    .offset(ROWS_AT_ONCE - 1)
    .limit(1)
    .executeTakeFirst()
  return row ?? null
}

function piece(
  db: Kysely<Tables>,
  householdId: HouseholdId,
  { rules, userId, now, playlistIds }: FittingQuery,
  after: Edge | null,
  last: Edge | null,
) {
  const judged = { userId, now, playlistIds: new Set<string>(playlistIds) }
  const by = rules.order.by
  return behind(db, householdId, after)
    .select(['track.id', 'track.title_key', 'track.artist', 'track.album', 'track.album_artist'])
    .select(['track.disc_no', 'track.track_no', 'track.year', 'track.added_at', 'track.duration_ms'])
    .$if(by === 'plays', (rest) => rest.select((track) => sql<number>`(${plays(track, judged)})`.as('value')))
    .$if(by === 'played', (rest) =>
      rest.select((track) => sql<number | null>`(${lastPlay(track, judged)})`.as('value')),
    )
    .$if(by === 'liked', (rest) =>
      rest.select((track) => sql<number | null>`(${likedAt(track, judged)})`.as('value')),
    )
    .$if(last !== null, (rest) =>
      rest.where(sql<boolean>`(track.title_key, track.id) <= (${last?.title_key}, ${last?.id})`),
    )
    .where((track) => fits(track, rules, judged))
    .execute()
}

/** The tracks that are there, behind this edge. */
function behind(db: Kysely<Tables>, householdId: HouseholdId, after: Edge | null) {
  return db
    .selectFrom('library_tracks as track')
    .where('track.household_id', '=', householdId)
    .where(sql<boolean>`track.missing = 0`)
    .$if(after !== null, (rest) =>
      rest.where(sql<boolean>`(track.title_key, track.id) > (${after?.title_key}, ${after?.id})`),
    )
}
