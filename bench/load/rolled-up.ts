// Figures of artworks as they are after the roll-up, written at once: as if so many events had come in over a year.
import { randomInt, randomUUID } from 'node:crypto'
import { openSqlite } from '../../packages/hub/src/stores/sql/index.ts'

export interface RolledUp {
  /** How many events there were. */
  readonly events: number
  /** Whose artworks they are, each with one that is there and that the others are made like. */
  readonly authors: readonly { readonly userId: string; readonly postId: number }[]
  /** Of each author, beside that one. */
  readonly artworks: number
  readonly days: number
  /** The last of them, since 1970. */
  readonly today: number
}

const ROWS_AT_ONCE = 500
const HOURS = 24
const CHANNELS = ['all', 'promoted', 'hashtag', 'by_user'] as const
const HASHTAGS = 12
/** Of so many events one is a view, the others are impressions. */
const ONE_VIEW_OF = 4
const MOST_EXACT = 2_048

/** Writes into the file of a hub, which may run meanwhile. Of each artwork it answers how many events it has. */
export async function rollUpAtOnce(path: string, asked: RolledUp): Promise<ReadonlyMap<number, number>> {
  const database = openSqlite({ path, synchronous: 'off' })
  const db = database.kysely
  const counts = new Map<number, number>()
  try {
    const { authors, artworks, days, today } = asked
    const perRow = Math.ceil(asked.events / (authors.length * artworks * days))
    let nextId = Math.max(...authors.map(({ postId }) => postId)) + 1
    for (const { userId, postId } of authors) {
      const like = await db
        .selectFrom('post')
        .selectAll()
        .where('post_id', '=', postId)
        .executeTakeFirstOrThrow()
      const ids = Array.from({ length: artworks }, () => nextId++)
      await inParts(ids, (some) =>
        db
          .insertInto('post')
          .values(some.map((id) => ({ ...like, post_id: id, picture_key: randomUUID(), command_id: null })))
          .execute(),
      )
      for (const id of ids) {
        await inParts(
          Array.from({ length: days }, (_, nth) => nth),
          (some) =>
            db
              .insertInto('view_day')
              .values(
                some.map((nth) => ({ author_id: userId, post_id: id, day: today - nth, ...dayOf(perRow) })),
              )
              .execute(),
        )
        counts.set(id, perRow * days)
      }
      await inParts(
        Array.from({ length: days }, (_, nth) => nth),
        (some) =>
          db
            .insertInto('view_day')
            .values(
              some.map((nth) => ({
                author_id: userId,
                post_id: 0,
                day: today - nth,
                ...dayOf(perRow * artworks),
              })),
            )
            .execute(),
      )
      await inParts([0, ...ids], (some) =>
        db
          .insertInto('view_total')
          .values(some.map((id) => totalOf(userId, id, perRow * days * (id === 0 ? artworks : 1))))
          .execute(),
      )
    }
    await db.updateTable('artwork_wall').set({ last_post_id: nextId }).execute()
    return counts
  } finally {
    await database.close()
  }
}

/** One day with so many events: over all hours, channels and hashtags. */
function dayOf(events: number) {
  const { views, impressions, public_views } = parts(events)
  const hours = spread(views, impressions, HOURS).map(([view, impression]) => [view, impression, view >> 1])
  const channels = CHANNELS.flatMap((channel): readonly (readonly [string, string | null])[] =>
    channel === 'hashtag'
      ? Array.from({ length: HASHTAGS }, (_, nth) => [channel, `tag${nth}`] as const)
      : [[channel, null]],
  )
  const rows = spread(views, impressions, channels.length)
  return {
    views,
    impressions,
    public_views,
    unique_displays: Math.min(events, 300),
    by_hour: JSON.stringify(hours),
    by_channel: JSON.stringify(
      channels.map(([channel, context], nth) => [channel, context, ...(rows[nth] ?? [])]),
    ),
  }
}

function totalOf(authorId: string, postId: number, events: number) {
  const marks = new Set(Array.from({ length: Math.min(events, MOST_EXACT) }, () => randomInt(2 ** 24)))
  return {
    author_id: authorId,
    post_id: postId,
    ...parts(events),
    displays: JSON.stringify([...marks].sort((a, b) => a - b)),
  }
}

function parts(events: number) {
  const views = Math.floor(events / ONE_VIEW_OF)
  return { views, impressions: events - views, public_views: views >> 1 }
}

/** Both numbers over so many places, so that their sums stay. */
function spread(views: number, impressions: number, places: number): readonly (readonly [number, number])[] {
  const share = (count: number, nth: number) =>
    Math.floor((count * (nth + 1)) / places) - Math.floor((count * nth) / places)
  return Array.from({ length: places }, (_, nth) => [share(views, nth), share(impressions, nth)] as const)
}

async function inParts<T>(all: readonly T[], write: (some: readonly T[]) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < all.length; at += ROWS_AT_ONCE) await write(all.slice(at, at + ROWS_AT_ONCE))
}
