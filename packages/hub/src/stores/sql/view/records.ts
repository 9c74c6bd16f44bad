import type { ViewRecords, ViewSubjects } from '#engine'
import type { SqlDatabase } from '../runtime/database.ts'
import { dialectOf } from '../runtime/dialect.ts'
import { postgresRunner } from '../runtime/postgres-runner.ts'
import type { StoreHooks } from '../runtime/runner.ts'
import { ask, type Script, tell } from '../runtime/script.ts'
import { sqliteRunner } from '../runtime/sqlite-runner.ts'
import { reactionHours, titledPosts, viewingDisplays } from './artworks.ts'
import { forgetBefore, pruneDisplays } from './prune.ts'
import { artworks, figures, publicViews, recent } from './read.ts'
import { rollUp } from './roll-up.ts'
import { take } from './take.ts'

const LANE = 'views'

/** On an open, migrated database, which stays open when it is closed. */
export function sqlViewRecords(database: SqlDatabase, hooks: StoreHooks = {}): ViewRecords & ViewSubjects {
  const dialect = dialectOf(database.engine)
  const runner =
    database.engine === 'sqlite' ? sqliteRunner(database, hooks) : postgresRunner(database, hooks)
  return {
    take: (marks, judge) => runner.write(LANE, () => take(dialect, marks, judge)),
    rollUp: (most, count) => runner.write(LANE, () => rollUp(dialect, most, count)),
    async noteRound({ finishedAt, through }) {
      await runner.write(LANE, () =>
        tell([
          {
            sql: 'insert into view_round (finished_at, through) values (?, ?) on conflict do nothing',
            parameters: [finishedAt, through],
          },
        ]),
      )
    },
    roundBefore: (instant) => runner.read(() => roundBefore(instant)),
    async prune({ marksBefore, displaysBeforeDay, roundsBefore }, signal) {
      let after: string | null = ''
      while (after !== null && !signal.aborted) {
        const from: string = after
        after = await runner.write(LANE, () => pruneDisplays(dialect, from, marksBefore))
      }
      for (const forget of forgetBefore({ displaysBeforeDay, roundsBefore })) {
        while (!signal.aborted && (await runner.write(LANE, forget))) {}
      }
    },
    figures: (subject, fromDay) => runner.read(() => figures(dialect, subject, fromDay)),
    artworks: (authorId, most) => runner.read(() => artworks(dialect, authorId, most)),
    recent: (fromDay, most) => runner.read(() => recent(fromDay, most)),
    publicViews: (postIds) => runner.read(() => publicViews(dialect, postIds)),
    displays: (playerKeys) => runner.read(() => viewingDisplays(dialect, playerKeys)),
    posts: (postIds) => runner.read(() => titledPosts(dialect, postIds)),
    reactions: (since) => runner.read(() => reactionHours(since)),
    close: () => runner.close(),
  }
}

function* roundBefore(instant: number): Script<Awaited<ReturnType<ViewRecords['roundBefore']>>> {
  const [round] = yield* ask({
    statement: {
      sql: `select finished_at, through from view_round where finished_at > 0 and finished_at <= ?
        order by finished_at desc limit 1`,
      parameters: [instant],
    },
    answer: ([row]) => (row ? { finishedAt: Number(row.finished_at), through: Number(row.through) } : null),
  })
  return round
}
