import { ALL_OF_AUTHOR, DAY_MS, displaysIn, type FigureSubject, keyOf, type UncountedView } from '#domain'
import type { KeptFigures } from '#engine'
import type { Dialect } from '../runtime/dialect.ts'
import { ask, type Question, type Script } from '../runtime/script.ts'
import { totalsOf } from './roll-up.ts'
import { dayFiguresOf, eventOf, seenOf, totalFiguresOf } from './view-rows.ts'

/** So many events that are not in the figures yet are read at once at most. */
const MOST_UNCOUNTED = 200_000

export function* figures(dialect: Dialect, subject: FigureSubject, fromDay: number): Script<KeptFigures> {
  const { authorId, postId } = subject
  const [days, totals, uncounted] = yield* ask(
    {
      statement: {
        sql: `select * from view_day where author_id = ? and post_id = ? and day >= ? order by day`,
        parameters: [authorId, postId, fromDay],
      },
      answer: (rows) => rows.map(dayFiguresOf),
    },
    totalsOf(dialect, [subject]),
    postId === ALL_OF_AUTHOR ? uncountedOfAuthor(authorId) : uncountedOfPost(subject),
  )
  const [newlySeen] = yield* newDisplays(dialect, uncounted)
  return { known: { days, totals }, uncounted, newlySeen }
}

export function* artworks(dialect: Dialect, authorId: string, most: number): Script<KeptFigures> {
  const [largest, uncounted] = yield* ask(
    {
      statement: {
        sql: `select * from view_total where author_id = ? and post_id <> ${ALL_OF_AUTHOR}
          order by views desc, impressions desc, post_id desc limit ?`,
        parameters: [authorId, most],
      },
      answer: (rows) => rows.map(totalFiguresOf),
    },
    uncountedOfAuthor(authorId),
  )
  const [ofUncounted] = yield* ask(totalsOf(dialect, uncounted))
  const totals = new Map([...largest, ...ofUncounted].map((total) => [keyOf(total), total]))
  return { known: { days: [], totals: [...totals.values()] }, uncounted, newlySeen: [] }
}

export function* recent(fromDay: number, most: number): Script<KeptFigures> {
  const [days, uncounted] = yield* ask(
    {
      statement: {
        sql: `select * from view_day where day >= ? and post_id <> ${ALL_OF_AUTHOR}
          order by public_views * 50 + impressions desc, post_id, day limit ?`,
        parameters: [fromDay, most],
      },
      answer: (rows) => rows.map(dayFiguresOf),
    },
    {
      statement: {
        sql: `select * from view_event where recorded_at >= ? limit ${MOST_UNCOUNTED}`,
        parameters: [fromDay * DAY_MS],
      },
      answer: (rows) => rows.map(eventOf),
    },
  )
  return { known: { days, totals: [] }, uncounted, newlySeen: [] }
}

export function* publicViews(
  dialect: Dialect,
  postIds: readonly number[],
): Script<ReadonlyMap<number, number>> {
  const ids = JSON.stringify(postIds.map((postId) => [postId]))
  const [rows] = yield* ask({
    statement: {
      sql: `select post_id, sum(views) as views from (
          select total.post_id, total.public_views as views
          from ${dialect.eachItem} as item cross join view_total as total
          where total.post_id = cast(item.value ->> 0 as bigint)
          union all
          select event.post_id, 1 as views
          from ${dialect.eachItem} as item cross join view_event as event
          where event.is_public = 1 and event.post_id = cast(item.value ->> 0 as bigint)
        ) as counted group by post_id`,
      parameters: [ids, ids],
    },
    answer: (found) => found as readonly { readonly post_id: number; readonly views: number }[],
  })
  return new Map(rows.flatMap(({ post_id, views }) => (views > 0 ? [[post_id, views] as const] : [])))
}

function uncountedOfAuthor(authorId: string): Question<readonly UncountedView[]> {
  return {
    statement: {
      sql: `select * from view_event where author_id = ? limit ${MOST_UNCOUNTED}`,
      parameters: [authorId],
    },
    answer: (rows) => rows.map(eventOf),
  }
}

function uncountedOfPost({ authorId, postId }: FigureSubject): Question<readonly UncountedView[]> {
  return {
    statement: {
      sql: `select * from view_event where author_id = ? and post_id = ? limit ${MOST_UNCOUNTED}`,
      parameters: [authorId, postId],
    },
    answer: (rows) => rows.map(eventOf),
  }
}

/** Of the displays in these events those that the figures of their day do not have. */
function newDisplays(dialect: Dialect, uncounted: readonly UncountedView[]) {
  const seen = displaysIn(uncounted)
  const rows = seen.map(({ day, authorId, postId, playerKey }) => [day, authorId, postId, playerKey])
  return ask({
    statement: {
      sql: `select kept.* from ${dialect.eachItem} as item cross join view_seen as kept
        where kept.day = cast(item.value ->> 0 as bigint) and kept.author_id = item.value ->> 1
          and kept.post_id = cast(item.value ->> 2 as bigint) and kept.player_key = item.value ->> 3`,
      parameters: [JSON.stringify(rows)],
    },
    answer: (found) => {
      const known = new Set(found.map(seenOf).map((one) => JSON.stringify(one)))
      return seen.filter(({ day, authorId, postId, playerKey }) => {
        return !known.has(JSON.stringify({ day, authorId, postId, playerKey }))
      })
    },
  })
}
