// Rules of smart playlists as conditions of a query. Values go in as parameters, and texts are compared as they are
// ordered: folded in JavaScript, so that SQLite and Postgres find the same.
import type { SmartCondition, SmartGroup, SmartRules } from '@baton/protocol'
import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import type { LibraryTrackTable } from '../../tables/library.ts'
import type { Tables } from '../../tables/tables.ts'
import { fold, sortKey } from '../rows/fold-text.ts'

export type Tracks = ExpressionBuilder<Tables & { track: LibraryTrackTable }, 'track'>
type Condition = Expression<SqlBool>

/** By whom and when rules are judged. */
export interface Judged {
  readonly userId: string
  readonly now: number
  /** Of the playlists that the rules name, those that this person sees. */
  readonly playlistIds: ReadonlySet<string>
}

const DAY_MS = 86_400_000

export function fits(track: Tracks, { match, rules }: SmartRules, judged: Judged): Condition {
  const parts = rules.map((rule) =>
    'field' in rule ? condition(track, rule, judged) : group(track, rule, judged),
  )
  return joined(track, match, parts)
}

function group(track: Tracks, { match, rules }: SmartGroup, judged: Judged): Condition {
  return joined(
    track,
    match,
    rules.map((rule) => condition(track, rule, judged)),
  )
}

/** Of nothing at all everything fits. */
function joined(track: Tracks, match: SmartGroup['match'], parts: readonly Condition[]): Condition {
  if (parts.length === 0) return ALWAYS
  return match === 'all' ? track.and([...parts]) : track.or([...parts])
}

const ALWAYS = sql<SqlBool>`1 = 1`
const NEVER = sql<SqlBool>`1 = 0`

/** True or false, and never unknown, so that the contrary is the contrary. */
function condition(track: Tracks, rule: SmartCondition, judged: Judged): Condition {
  switch (rule.field) {
    case 'title':
      return withText(rule, (found) => found(sql`track.title_key`))
    case 'format':
      return withText(rule, (found) => found(sql`lower(track.codec)`))
    case 'album':
      return withText(rule, (found) =>
        track.exists(
          track
            .selectFrom('library_albums as album')
            .select(sql`1`.as('one'))
            .whereRef('album.id', '=', 'track.album_id')
            .where(found(sql`album.title_key`)),
        ),
      )
    case 'artist':
      return withText(rule, (found) =>
        track.exists(
          track
            .selectFrom('library_track_artists as performs')
            .innerJoin('library_artists as artist', 'artist.id', 'performs.artist_id')
            .select(sql`1`.as('one'))
            .whereRef('performs.track_id', '=', 'track.id')
            .where(found(sql`artist.name_key`)),
        ),
      )
    case 'genre':
      return withText(rule, (found) =>
        track.or([
          found(sql`coalesce(track.genre_key, '')`),
          track.exists(
            track
              .selectFrom('library_track_genres as further')
              .select(sql`1`.as('one'))
              .whereRef('further.track_id', '=', 'track.id')
              .where(found(sql`further.genre_key`)),
          ),
        ]),
      )
    case 'year':
      return withNumber(rule, sql`track.year`, 1)
    case 'duration':
      return withNumber(rule, sql`track.duration_ms`, 1_000)
    case 'plays':
      return withNumber(rule, plays(track, judged), 1)
    case 'added':
      return withInstant(rule, sql`track.added_at`, judged)
    case 'played':
      return withInstant(rule, lastPlay(track, judged), judged)
    case 'liked':
      return rule.value ? isThere(likedAt(track, judged)) : not(isThere(likedAt(track, judged)))
    case 'playlist':
      return inPlaylist(track, rule, judged)
  }
}

/** How often the person has played it. */
export function plays(track: Tracks, { userId }: Pick<Judged, 'userId'>): Expression<unknown> {
  return track
    .selectFrom('play')
    .select((play) => play.fn.countAll().as('plays'))
    .where('play.user_id', '=', userId)
    .whereRef('play.track_id', '=', 'track.id')
}

/** When the person has played it last; null: never. */
export function lastPlay(track: Tracks, { userId }: Pick<Judged, 'userId'>): Expression<unknown> {
  return track
    .selectFrom('play')
    .select((play) => play.fn.max('play.at').as('at'))
    .where('play.user_id', '=', userId)
    .whereRef('play.track_id', '=', 'track.id')
}

/** When the person has liked it; null: they do not. */
export function likedAt(track: Tracks, { userId }: Pick<Judged, 'userId'>): Expression<unknown> {
  return track
    .selectFrom('liked')
    .select('liked.at')
    .where('liked.user_id', '=', userId)
    .whereRef('liked.track_id', '=', 'track.id')
}

function isThere(value: Expression<unknown>): Condition {
  return sql<SqlBool>`(${value}) is not null`
}

type OfText = Extract<SmartCondition, { field: 'title' | 'artist' | 'album' | 'genre' | 'format' }>

/** `within` says where the text stands of which `found` is asked. */
function withText(
  { operator, value }: Pick<OfText, 'operator' | 'value'>,
  within: (found: (key: Expression<unknown>) => Condition) => Condition,
): Condition {
  const text = fold(value)
  const like = (pattern: string) => within((key) => sql<SqlBool>`${key} like ${pattern} escape '\\'`)
  const quoted = text.replace(/[\\%_]/g, '\\$&')
  switch (operator) {
    case 'is':
      return within((key) => sql<SqlBool>`${key} = ${sortKey(value)}`)
    case 'is-not':
      return not(within((key) => sql<SqlBool>`${key} = ${sortKey(value)}`))
    case 'contains':
      return like(`%${quoted}%`)
    case 'contains-not':
      return not(like(`%${quoted}%`))
    case 'begins':
      return like(`${quoted}%`)
    case 'ends':
      return like(`%${quoted}`)
  }
}

function not(part: Condition): Condition {
  return sql<SqlBool>`not (${part})`
}

type OfNumber = Extract<SmartCondition, { field: 'year' | 'duration' | 'plays' }>

/** `unit`: what one of the rule's is in the store. What is a fraction more than a number still is that number. */
function withNumber(
  { operator, value }: Pick<OfNumber, 'operator' | 'value'>,
  found: Expression<unknown>,
  unit: number,
): Condition {
  if (typeof value !== 'number') {
    const [from, to] = [Math.min(...value), Math.max(...value)]
    return known(sql`(${found}) >= ${from * unit} and (${found}) < ${(to + 1) * unit}`)
  }
  const from = value * unit
  const to = (value + 1) * unit
  switch (operator) {
    case 'is':
      return known(sql`(${found}) >= ${from} and (${found}) < ${to}`)
    case 'is-not':
      return not(known(sql`(${found}) >= ${from} and (${found}) < ${to}`))
    case 'less':
      return known(sql`(${found}) < ${from}`)
    case 'more':
      return known(sql`(${found}) >= ${to}`)
    default:
      return NEVER
  }
}

/** What is not known is not so. */
function known(comparison: Expression<unknown>): Condition {
  return sql<SqlBool>`((${comparison}) is true)`
}

type OfInstant = Extract<SmartCondition, { field: 'added' | 'played' }>

function withInstant(rule: OfInstant, found: Expression<unknown>, { now }: Judged): Condition {
  switch (rule.operator) {
    case 'within':
      return known(sql`(${found}) >= ${now - rule.value * DAY_MS}`)
    case 'not-within':
      return not(known(sql`(${found}) >= ${now - rule.value * DAY_MS}`))
    case 'before':
      return known(sql`(${found}) < ${Date.parse(rule.value)}`)
    case 'after':
      return known(sql`(${found}) >= ${Date.parse(rule.value) + DAY_MS}`)
  }
}

function inPlaylist(
  track: Tracks,
  { operator, value }: Extract<SmartCondition, { field: 'playlist' }>,
  { playlistIds }: Judged,
): Condition {
  const stands = playlistIds.has(value)
    ? track(
        'track.id',
        'in',
        track
          .selectFrom('playlist_entry as entry')
          .select('entry.track_id')
          .where('entry.playlist_id', '=', value),
      )
    : NEVER
  return operator === 'in' ? stands : not(stands)
}
