import type { Sqid, UserId } from '@baton/protocol'
import type { Db } from './wall.ts'

/** Their public name. `offered` is theirs from now on where they had none; another worker may have been faster. */
export async function sqidOf(db: Db, userId: UserId, offered: Sqid): Promise<Sqid> {
  const known = () => db.selectFrom('user_sqid').select('sqid').where('user_id', '=', userId)
  const before = await known().executeTakeFirst()
  if (before) return before.sqid as Sqid
  await db
    .insertInto('user_sqid')
    .values({ user_id: userId, sqid: offered })
    .onConflict((conflict) => conflict.column('user_id').doNothing())
    .execute()
  return (await known().executeTakeFirstOrThrow()).sqid as Sqid
}
