import { type Expression, type SqlBool, sql } from 'kysely'
import type { PostPageQuery, StoredPosts } from '#engine'
import { postsIn, publishedPosts } from './post-rows.ts'
import type { Db } from './wall.ts'

/** Products of two smaller numbers are exact on both engines. */
const PRIME = 2_147_483_647

/** Artwork that the viewer may see: `visibleTo` of the domain, in SQL. AR3. */
export async function page(db: Db, query: PostPageQuery): Promise<StoredPosts> {
  const { order, viewer, after, limit, seed } = query
  const key = keyIn(order, seed)
  let wanted = publishedPosts(db)
    .where('post.deleted_at', 'is', null)
    .where((is) =>
      is.or([
        is('post.visibility', '=', 'public'),
        is('post.author_id', '=', viewer.userId),
        is.and([is('post.visibility', '=', 'household'), is('post.household_id', '=', viewer.householdId)]),
      ]),
    )
    .select(key.as('key'))
  if (query.channel === 'promoted') wanted = wanted.where('post.promoted', '=', 1)
  if (query.channel === 'user') wanted = wanted.where('post.author_id', '=', viewer.userId)
  if (query.channel === 'by_user') wanted = wanted.where('user_sqid.sqid', '=', query.authorSqid)
  if (query.channel === 'hashtag') {
    const tagged = db.selectFrom('post_hashtag').select('post_id').where('hashtag', '=', query.hashtag)
    wanted = wanted.where('post.post_id', 'in', tagged)
  }
  if (after) {
    const { key: from, postId } = after
    const behind = sql.raw(order === 1 ? '<' : '>')
    wanted = wanted.where(
      sql<SqlBool>`(${key} ${behind} ${from} or (${key} = ${from} and post.post_id ${behind} ${postId}))`,
    )
  }
  const direction = order === 1 ? 'desc' : 'asc'
  const rows = await wanted
    .orderBy(key, direction)
    .orderBy('post.post_id', direction)
    .limit(limit + 1)
    .execute()
  const posts = await postsIn(db, rows.slice(0, limit))
  const last = rows[limit - 1]
  const next = rows.length > limit && last ? { seed, key: last.key, postId: last.post_id as never } : null
  return { posts, next }
}

/** By what they are ordered. Shuffled: numbers that follow one another land far apart, and the same for the same seed. */
function keyIn(
  order: PostPageQuery['order'],
  seed: number,
): Expression<number> & ReturnType<typeof sql<number>> {
  if (order === 0) return sql<number>`post.post_id`
  if (order === 1) return sql<number>`post.created_at`
  const factor = mixed(seed)
  const shift = mixed(factor)
  const place = `((post.post_id * ${factor} + ${shift}) % ${PRIME})`
  return sql<number>`${sql.raw(`((${place} * ${place}) % ${PRIME})`)}`
}

/** Seeds beside each other give numbers far from each other. */
function mixed(seed: number): number {
  return 1 + Number((BigInt(seed) * 2_654_435_761n + 1_013_904_223n) % BigInt(PRIME - 1))
}
