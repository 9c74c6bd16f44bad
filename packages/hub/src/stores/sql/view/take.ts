// Accepted events: judged while the displays' rows are held, kept in the same transaction. Two indexes have the last
// word: of one display there are no two events of one recorded instant, and none of one artwork and the display's instant.
import { type AcceptedViews, dayOf, type RecordedView, VIEWS_APART_MS, type ViewMark } from '#domain'
import type { JudgedViews } from '#engine'
import type { Dialect } from '../runtime/dialect.ts'
import {
  ask,
  type Question,
  type Row,
  type Script,
  type Statement,
  tell,
  tellLast,
} from '../runtime/script.ts'
import { markOfRow, unsyncedOf } from './view-rows.ts'

type Judge<T> = (accepted: ReadonlyMap<string, AcceptedViews>) => T

export function* take<T extends JudgedViews>(
  dialect: Dialect,
  marks: readonly ViewMark[],
  judge: Judge<T>,
): Script<{ readonly judged: T; readonly twice: readonly RecordedView[] }> {
  const [displays] = yield* ask(holdDisplays(dialect, marks))
  const [around, same] = yield* ask(marksAround(dialect, marks), marksOfSame(dialect, marks))
  const known = Map.groupBy([...around, ...same], ({ playerKey }) => playerKey)
  const accepted = displays.map((row): [string, AcceptedViews] => {
    const playerKey = String(row.player_key)
    return [playerKey, { marks: known.get(playerKey) ?? [], lastUnsynced: unsyncedOf(row) }]
  })
  const judged = judge(new Map(accepted))
  const { recorded } = judged
  if (recorded.length === 0) return { judged, twice: [] }

  const [kept] = yield* ask(insertMarks(dialect, recorded))
  const left = new Set(kept)
  const views = recorded.filter((view) => left.delete(instantOf(view.playerKey, view.recordedAt)))
  const own = new Set(views)
  const twice = recorded.filter((view) => !own.has(view))
  const [counted] = yield* ask(insertPublic(dialect, views))
  yield* tell(noteUnsynced(dialect, views))
  yield* tellLast([insertEvents(dialect, views, counted)])
  return { judged, twice }
}

/** Whoever judges a display's events holds its row. In one order, so that workers never wait for each other in a circle. */
function holdDisplays(dialect: Dialect, marks: readonly ViewMark[]): Question<readonly Row[]> {
  const keys = [...new Set(marks.map(({ playerKey }) => playerKey))].sort()
  return {
    statement: {
      sql: `insert into view_display (player_key)
        select value ->> 0 from ${dialect.eachItem} as item where true order by 1
        on conflict (player_key) do update set player_key = excluded.player_key
        returning player_key, unsynced_post_id, unsynced_at`,
      parameters: [JSON.stringify(keys.map((key) => [key]))],
    },
    answer: (rows) => rows,
  }
}

function marksAround(dialect: Dialect, marks: readonly ViewMark[]): Question<readonly ViewMark[]> {
  return {
    statement: {
      sql: `select mark.* from ${dialect.eachItem} as item cross join view_mark as mark
        where mark.player_key = item.value ->> 0
          and mark.recorded_at > cast(item.value ->> 1 as bigint) - ${VIEWS_APART_MS}
          and mark.recorded_at < cast(item.value ->> 1 as bigint) + ${VIEWS_APART_MS}`,
      parameters: [JSON.stringify(marks.map(({ playerKey, recordedAt }) => [playerKey, recordedAt]))],
    },
    answer: (rows) => rows.map(markOfRow),
  }
}

function marksOfSame(dialect: Dialect, marks: readonly ViewMark[]): Question<readonly ViewMark[]> {
  const stamped = marks.filter(({ stamp }) => stamp !== null)
  return {
    statement: {
      sql: `select mark.* from ${dialect.eachItem} as item cross join view_mark as mark
        where mark.player_key = item.value ->> 0
          and mark.post_id = cast(item.value ->> 1 as bigint)
          and mark.stamp = cast(item.value ->> 2 as bigint)`,
      parameters: [JSON.stringify(stamped.map(({ playerKey, postId, stamp }) => [playerKey, postId, stamp]))],
    },
    answer: (rows) => rows.map(markOfRow),
  }
}

function insertMarks(dialect: Dialect, views: readonly RecordedView[]): Question<ReadonlySet<string>> {
  const rows = views.map(({ playerKey, recordedAt, postId, stamp }) => [playerKey, recordedAt, postId, stamp])
  return {
    statement: {
      sql: `insert into view_mark (player_key, recorded_at, post_id, stamp)
        select value ->> 0, cast(value ->> 1 as bigint), cast(value ->> 2 as bigint), cast(value ->> 3 as bigint)
        from ${dialect.eachItem} as item where true
        on conflict do nothing returning player_key, recorded_at`,
      parameters: [JSON.stringify(rows)],
    },
    answer: (kept) => new Set(kept.map((row) => instantOf(row.player_key, row.recorded_at))),
  }
}

/** Answers those that nobody had counted on that day. */
function insertPublic(dialect: Dialect, views: readonly RecordedView[]): Question<ReadonlySet<string>> {
  const keys = new Map(views.filter(isView).map((view) => [publicKeyOf(view), view]))
  const rows = Array.from(keys.values(), ({ recordedAt, postId, ownerId }) => [
    dayOf(recordedAt),
    postId,
    ownerId,
  ])
  return {
    statement: {
      sql: `insert into view_public (day, post_id, owner_id)
        select cast(value ->> 0 as bigint), cast(value ->> 1 as bigint), value ->> 2
        from ${dialect.eachItem} as item where true order by 1, 2, 3
        on conflict do nothing returning day, post_id, owner_id`,
      parameters: [JSON.stringify(rows)],
    },
    answer: (counted) => new Set(counted.map((row) => `${row.day} ${row.post_id} ${row.owner_id}`)),
  }
}

function noteUnsynced(dialect: Dialect, views: readonly RecordedView[]): readonly Statement[] {
  const last = new Map(views.filter(({ stamp }) => stamp === null).map((view) => [view.playerKey, view]))
  if (last.size === 0) return []
  const rows = Array.from(last.values(), ({ playerKey, postId, recordedAt }) => [
    playerKey,
    postId,
    recordedAt,
  ])
  return [
    {
      sql: `insert into view_display (player_key, unsynced_post_id, unsynced_at)
        select value ->> 0, cast(value ->> 1 as bigint), cast(value ->> 2 as bigint)
        from ${dialect.eachItem} as item where true
        on conflict (player_key) do update set
          unsynced_post_id = excluded.unsynced_post_id, unsynced_at = excluded.unsynced_at`,
      parameters: [JSON.stringify(rows)],
    },
  ]
}

/** Of several views that the public counter takes as one, the first is the one that it has. */
function insertEvents(
  dialect: Dialect,
  views: readonly RecordedView[],
  counted: ReadonlySet<string>,
): Statement {
  const left = new Set(counted)
  const rows = views.map((view) => {
    const isPublic = isView(view) && left.delete(publicKeyOf(view))
    const { authorId, postId, recordedAt, playerKey, intent, channel, context } = view
    return [authorId, postId, recordedAt, playerKey, intent, channel, context, isPublic ? 1 : 0]
  })
  return {
    sql: `insert into view_event
        (author_id, post_id, recorded_at, player_key, intent, channel, context, is_public)
      select value ->> 0, cast(value ->> 1 as bigint), cast(value ->> 2 as bigint), value ->> 3,
        value ->> 4, value ->> 5, value ->> 6, cast(value ->> 7 as integer)
      from ${dialect.eachItem} as item`,
    parameters: [JSON.stringify(rows)],
  }
}

function isView({ intent }: RecordedView): boolean {
  return intent === 'artwork'
}

function publicKeyOf({ recordedAt, postId, ownerId }: RecordedView): string {
  return `${dayOf(recordedAt)} ${postId} ${ownerId}`
}

function instantOf(playerKey: unknown, recordedAt: unknown): string {
  return `${playerKey} ${recordedAt}`
}
