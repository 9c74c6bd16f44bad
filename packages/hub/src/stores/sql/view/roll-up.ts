// Events go into the figures and are forgotten, some at a time and each time in one transaction. Counted is exactly what
// was deleted, so whatever comes in meanwhile, and wherever it breaks off, an event is in the figures once.
import { displaysIn, type Figures, keyOf, keyOfDay, type SeenDisplay, sketchText } from '#domain'
import type { KeptFigures } from '#engine'
import type { Dialect } from '../runtime/dialect.ts'
import { ask, type Question, type Script, type Statement, tell, tellLast } from '../runtime/script.ts'
import { dayFiguresOf, dayValues, eventOf, seenOf, totalFiguresOf } from './view-rows.ts'

export function* rollUp(
  dialect: Dialect,
  most: number,
  count: (kept: KeptFigures) => Figures,
): Script<number> {
  yield* tell([HOLD])
  const [uncounted] = yield* ask({
    statement: {
      sql: `delete from view_event where (author_id, post_id, recorded_at, player_key) in (
          select author_id, post_id, recorded_at, player_key from view_event
          order by author_id, post_id, recorded_at, player_key limit ?
        ) returning *`,
      parameters: [most],
    },
    answer: (rows) => rows.map(eventOf),
  })
  if (uncounted.length === 0) return 0
  const seen = displaysIn(uncounted)
  const [newlySeen, days, totals] = yield* ask(
    insertSeen(dialect, seen),
    daysOf(dialect, seen),
    totalsOf(dialect, seen),
  )
  yield* tellLast(figuresWrites(dialect, count({ known: { days, totals }, uncounted, newlySeen })))
  return uncounted.length
}

/** One worker rolls up at a time; where two believe that it is their turn, the second waits here. */
const HOLD: Statement = {
  sql: `insert into view_round (finished_at, through) values (0, 0)
    on conflict (finished_at) do update set through = 0`,
  parameters: [],
}

function insertSeen(dialect: Dialect, seen: readonly SeenDisplay[]): Question<readonly SeenDisplay[]> {
  const rows = seen.map(({ day, authorId, postId, playerKey }) => [day, authorId, postId, playerKey])
  return {
    statement: {
      sql: `insert into view_seen (day, author_id, post_id, player_key)
        select cast(value ->> 0 as bigint), value ->> 1, cast(value ->> 2 as bigint), value ->> 3
        from ${dialect.eachItem} as item where true
        on conflict do nothing returning *`,
      parameters: [JSON.stringify(rows)],
    },
    answer: (rows) => rows.map(seenOf),
  }
}

function daysOf(dialect: Dialect, seen: readonly SeenDisplay[]): Question<Figures['days']> {
  const keys = new Map(seen.map((one) => [keyOfDay(one), [one.authorId, one.postId, one.day]]))
  return {
    statement: {
      sql: `select kept.* from ${dialect.eachItem} as item cross join view_day as kept
        where kept.author_id = item.value ->> 0 and kept.post_id = cast(item.value ->> 1 as bigint)
          and kept.day = cast(item.value ->> 2 as bigint)`,
      parameters: [JSON.stringify([...keys.values()])],
    },
    answer: (rows) => rows.map(dayFiguresOf),
  }
}

export function totalsOf(
  dialect: Dialect,
  subjects: readonly Pick<SeenDisplay, 'authorId' | 'postId'>[],
): Question<Figures['totals']> {
  const keys = new Map(subjects.map((one) => [keyOf(one), [one.authorId, one.postId]]))
  return {
    statement: {
      sql: `select kept.* from ${dialect.eachItem} as item cross join view_total as kept
        where kept.author_id = item.value ->> 0 and kept.post_id = cast(item.value ->> 1 as bigint)`,
      parameters: [JSON.stringify([...keys.values()])],
    },
    answer: (rows) => rows.map(totalFiguresOf),
  }
}

function figuresWrites(dialect: Dialect, { days, totals }: Figures): readonly Statement[] {
  const totalRows = totals.map(({ authorId, postId, views, impressions, publicViews, displays }) => [
    authorId,
    postId,
    views,
    impressions,
    publicViews,
    sketchText(displays),
  ])
  return [
    {
      sql: `insert into view_day (author_id, post_id, day, views, impressions, public_views, unique_displays,
          by_hour, by_channel)
        select value ->> 0, cast(value ->> 1 as bigint), cast(value ->> 2 as bigint),
          cast(value ->> 3 as bigint), cast(value ->> 4 as bigint), cast(value ->> 5 as bigint),
          cast(value ->> 6 as bigint), value ->> 7, value ->> 8
        from ${dialect.eachItem} as item where true
        on conflict (author_id, post_id, day) do update set
          views = excluded.views, impressions = excluded.impressions, public_views = excluded.public_views,
          unique_displays = excluded.unique_displays, by_hour = excluded.by_hour, by_channel = excluded.by_channel`,
      parameters: [JSON.stringify(days.map(dayValues))],
    },
    {
      sql: `insert into view_total (author_id, post_id, views, impressions, public_views, displays)
        select value ->> 0, cast(value ->> 1 as bigint), cast(value ->> 2 as bigint),
          cast(value ->> 3 as bigint), cast(value ->> 4 as bigint), value ->> 5
        from ${dialect.eachItem} as item where true
        on conflict (author_id, post_id) do update set
          views = excluded.views, impressions = excluded.impressions, public_views = excluded.public_views,
          displays = excluded.displays`,
      parameters: [JSON.stringify(totalRows)],
    },
  ]
}
