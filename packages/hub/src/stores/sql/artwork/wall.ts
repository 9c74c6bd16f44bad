// The one row that everything about artwork passes: it gives away the numbers, counts what changed, and whoever holds it
// is alone. Artwork changes by hand, so nobody waits long.
import type { PostId } from '@baton/protocol'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { SqlDatabase } from '../runtime/database.ts'
import { dialectOf } from '../runtime/dialect.ts'
import type { Tables } from '../tables/tables.ts'

const ONLY = 1

export interface Wall {
  readonly db: Transaction<Tables>
  /** The next number. Given back only with everything else of the transaction. */
  nextPostId(): Promise<PostId>
  /** Counts one more change, and answers with how many there are now. */
  changed(): Promise<number>
}

/** Runs it alone, on every worker. */
export function alone<Result>(
  { kysely, engine }: SqlDatabase,
  work: (wall: Wall) => Promise<Result>,
): Promise<Result> {
  return kysely.transaction().execute(async (db) => {
    await db
      .insertInto('artwork_wall')
      .values({ id: ONLY, last_post_id: 0, changes: 0 })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    await sql`select id from artwork_wall where id = ${ONLY}${sql.raw(dialectOf(engine).forUpdate)}`.execute(
      db,
    )
    return work({
      db,
      async nextPostId() {
        const { last_post_id } = await db
          .updateTable('artwork_wall')
          .set(({ eb }) => ({ last_post_id: eb('last_post_id', '+', 1) }))
          .where('id', '=', ONLY)
          .returning('last_post_id')
          .executeTakeFirstOrThrow()
        return last_post_id as PostId
      },
      async changed() {
        const { changes } = await db
          .updateTable('artwork_wall')
          .set(({ eb }) => ({ changes: eb('changes', '+', 1) }))
          .where('id', '=', ONLY)
          .returning('changes')
          .executeTakeFirstOrThrow()
        return changes
      },
    })
  })
}

export type Db = Kysely<Tables>
