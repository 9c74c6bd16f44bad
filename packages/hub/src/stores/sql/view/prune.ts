import type { ViewHorizon } from '#engine'
import type { Dialect } from '../runtime/dialect.ts'
import { ask, type Script, type Statement, tell } from '../runtime/script.ts'

/** A step is short, so that nobody waits long for it. */
const DISPLAYS_AT_ONCE = 50
const ROWS_AT_ONCE = 2_000

/** The marks of some displays, in the order of their keys; answers where to go on, or null at the end. */
export function* pruneDisplays(dialect: Dialect, after: string, marksBefore: number): Script<string | null> {
  const [keys] = yield* ask({
    statement: {
      sql: `select player_key from view_display where player_key > ? order by player_key limit ${DISPLAYS_AT_ONCE}`,
      parameters: [after],
    },
    answer: (rows) => rows.map((row) => String(row.player_key)),
  })
  const some = JSON.stringify(keys)
  yield* tell([
    {
      sql: `delete from view_mark where player_key in ${dialect.eachText} and recorded_at < ?`,
      parameters: [some, marksBefore],
    },
    {
      sql: `delete from view_display where player_key in ${dialect.eachText}
          and coalesce(unsynced_at, 0) < ?
          and not exists (select 1 from view_mark where view_mark.player_key = view_display.player_key)`,
      parameters: [some, marksBefore],
    },
  ])
  return keys.length < DISPLAYS_AT_ONCE ? null : (keys.at(-1) ?? null)
}

/** Each is repeated until it says that nothing is left. */
export function forgetBefore({
  displaysBeforeDay,
  roundsBefore,
}: Pick<ViewHorizon, 'displaysBeforeDay' | 'roundsBefore'>): readonly (() => Script<boolean>)[] {
  const days = [
    { table: 'view_public', key: 'day, post_id, owner_id' },
    { table: 'view_seen', key: 'day, author_id, post_id, player_key' },
  ].map(
    ({ table, key }): Statement => ({
      sql: `delete from ${table} where (${key}) in (
          select ${key} from ${table} where day < ? limit ${ROWS_AT_ONCE}
        )`,
      parameters: [displaysBeforeDay],
    }),
  )
  const rounds: Statement = {
    sql: 'delete from view_round where finished_at > 0 and finished_at < ?',
    parameters: [roundsBefore],
  }
  return [...days, rounds].map(
    (statement) =>
      function* forget() {
        const [changed = 0] = yield* tell([statement])
        return changed >= ROWS_AT_ONCE
      },
  )
}
