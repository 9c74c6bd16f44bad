import type { HouseholdId, PostId, ReactionCount, UserId } from '@baton/protocol'
import type { NewPost, PostEdit, PostQuota, PostStore } from '#engine'
import type { SqlDatabase } from '../runtime/database.ts'
import { page } from './page.ts'
import { postsIn, publishedPosts } from './post-rows.ts'
import { sqidOf } from './sqids.ts'
import { alone, type Db, type Wall } from './wall.ts'

/** Writing a picture takes a moment; longer than this nobody is at it. */
const WRITTEN_WITHIN_MS = 60_000

export function sqlPosts(database: SqlDatabase): PostStore {
  const db = database.kysely
  return {
    reserve: (post, quota) => alone(database, (wall) => reserve(wall, post, quota)),
    publish: (postId) =>
      alone(database, async (wall) => {
        const { numUpdatedRows } = await wall.db
          .updateTable('post')
          .set({ is_published: 1 })
          .where('post_id', '=', postId)
          .where('is_published', '=', 0)
          .executeTakeFirst()
        return numUpdatedRows > 0n ? wall.changed() : null
      }),
    post: (postId) => one(db, postId),
    async posts(postIds) {
      if (postIds.length === 0) return []
      return postsIn(db, await publishedPosts(db).where('post.post_id', 'in', postIds).execute())
    },
    page: (query) => page(db, query),
    change: (postId, edit) => alone(database, (wall) => change(wall, postId, edit)),
    react: (postId, userId, emoji, { at, most }) =>
      alone(database, async (wall) => {
        const own = await wall.db
          .selectFrom('post_reaction')
          .select('emoji')
          .where('post_id', '=', postId)
          .where('user_id', '=', userId)
          .execute()
        if (own.some((reaction) => reaction.emoji === emoji)) return null
        if (own.length >= most) return 'full'
        await wall.db
          .insertInto('post_reaction')
          .values({ post_id: postId, user_id: userId, emoji, at })
          .execute()
        return wall.changed()
      }),
    unreact: (postId, userId, emoji) =>
      alone(database, async (wall) => {
        const { numDeletedRows } = await wall.db
          .deleteFrom('post_reaction')
          .where('post_id', '=', postId)
          .where('user_id', '=', userId)
          .where('emoji', '=', emoji)
          .executeTakeFirst()
        return numDeletedRows > 0n ? wall.changed() : null
      }),
    reactions: (postIds, userId) => reactions(db, postIds, userId),
    async changes() {
      const wall = await db.selectFrom('artwork_wall').select('changes').executeTakeFirst()
      return wall?.changes ?? 0
    },
    async userOfSqid(sqid) {
      const row = await db
        .selectFrom('user_sqid')
        .innerJoin('account_user', 'account_user.id', 'user_sqid.user_id')
        .select('user_sqid.user_id')
        .where('sqid', '=', sqid)
        .where('account_user.removed_at', 'is', null)
        .executeTakeFirst()
      return row ? (row.user_id as UserId) : null
    },
    sqidOf: (userId, offered) => sqidOf(db, userId, offered),
    async firstHousehold() {
      const row = await db
        .selectFrom('account_user')
        .select('household_id')
        .orderBy('created_at')
        .orderBy('id')
        .limit(1)
        .executeTakeFirst()
      return row ? (row.household_id as HouseholdId) : null
    },
    async forgettable({ deletedBefore, reservedBefore, limit }) {
      const rows = await db
        .selectFrom('post')
        .innerJoin('account_user', 'account_user.id', 'post.author_id')
        .select(['post_id', 'picture_key'])
        .where((is) =>
          is.or([
            is('deleted_at', '<', deletedBefore),
            is('removed_at', 'is not', null),
            is.and([is('is_published', '=', 0), is('post.created_at', '<', reservedBefore)]),
          ]),
        )
        .orderBy('post_id')
        .limit(limit)
        .execute()
      return rows.map((row) => ({ postId: row.post_id as PostId, pictureKey: row.picture_key }))
    },
    async forget(postIds) {
      if (postIds.length > 0) await db.deleteFrom('post').where('post_id', 'in', postIds).execute()
    },
    async forgetRemoved() {
      const removed = await db
        .selectFrom('account_user')
        .select('id')
        .where('removed_at', 'is not', null)
        .limit(1)
        .executeTakeFirst()
      return removed ? alone(database, forgetRemoved) : null
    },
  }
}

async function one(db: Db, postId: PostId) {
  const [post] = await postsIn(db, await publishedPosts(db).where('post.post_id', '=', postId).execute())
  return post ?? null
}

async function reserve(wall: Wall, post: NewPost, quota: PostQuota) {
  const { db } = wall
  if (post.commandId !== null) {
    const before = await publishedPosts(db)
      .where('post.author_id', '=', post.authorId)
      .where('post.command_id', '=', post.commandId)
      .execute()
    const [known] = await postsIn(db, before)
    if (known) return { known }
    const begun = db
      .updateTable('post')
      .set({ command_id: null })
      .where('author_id', '=', post.authorId)
      .where('command_id', '=', post.commandId)
      .where('is_published', '=', 0)
    // Never published: whoever sends it again begins anew, once the other cannot be at it any more.
    await begun.where('created_at', '<=', post.createdAt - WRITTEN_WITHIN_MS).execute()
    const isBegun = await db
      .selectFrom('post')
      .select('post_id')
      .where('author_id', '=', post.authorId)
      .where('command_id', '=', post.commandId)
      .executeTakeFirst()
    if (isBegun) return 'begun'
  }
  const { bytes, posts } = await db
    .selectFrom('post')
    .select(({ fn }) => [fn.sum<number | null>('size_bytes').as('bytes'), fn.countAll<number>().as('posts')])
    .where('author_id', '=', post.authorId)
    .executeTakeFirstOrThrow()
  if (Number(bytes ?? 0) + post.sizeBytes > quota.bytes || Number(posts) >= quota.posts) return 'quota'
  await sqidOf(db, post.authorId, post.sqid)
  const postId = await wall.nextPostId()
  await db
    .insertInto('post')
    .values({
      post_id: postId,
      author_id: post.authorId,
      household_id: post.householdId,
      title: post.title,
      description: post.description,
      width: post.width,
      height: post.height,
      frame_count: post.frameCount,
      visibility: post.visibility,
      promoted: 0,
      created_at: post.createdAt,
      picture_key: post.pictureKey,
      size_bytes: post.sizeBytes,
      sha256: post.sha256,
      command_id: post.commandId,
      is_published: 0,
      deleted_at: null,
    })
    .execute()
  await putHashtags(db, postId, post.hashtags)
  return { postId }
}

async function forgetRemoved({ db, changed }: Wall) {
  const removed = db.selectFrom('account_user').select('id').where('removed_at', 'is not', null)
  const reactions = await db.deleteFrom('post_reaction').where('user_id', 'in', removed).executeTakeFirst()
  // Whoever has put something in has one, so that their artwork counts as a change, too.
  const names = await db.deleteFrom('user_sqid').where('user_id', 'in', removed).executeTakeFirst()
  return reactions.numDeletedRows + names.numDeletedRows > 0n ? changed() : null
}

async function change(wall: Wall, postId: PostId, edit: PostEdit) {
  const { db } = wall
  const before = await one(db, postId)
  if (!before) return null
  const after = { ...before, ...edit }
  if (isDeepSame(before, after)) return null
  await db
    .updateTable('post')
    .set({
      title: after.title,
      description: after.description,
      visibility: after.visibility,
      promoted: after.promoted ? 1 : 0,
      deleted_at: after.deletedAt,
    })
    .where('post_id', '=', postId)
    .execute()
  if (edit.hashtags) {
    await db.deleteFrom('post_hashtag').where('post_id', '=', postId).execute()
    await putHashtags(db, postId, edit.hashtags)
  }
  return wall.changed()
}

function isDeepSame(a: object, b: object): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

async function putHashtags(db: Db, postId: PostId, hashtags: readonly string[]): Promise<void> {
  if (hashtags.length === 0) return
  await db
    .insertInto('post_hashtag')
    .values(hashtags.map((hashtag, nth) => ({ post_id: postId, nth, hashtag })))
    .execute()
}

async function reactions(db: Db, postIds: readonly PostId[], userId: UserId) {
  if (postIds.length === 0) return new Map<PostId, readonly ReactionCount[]>()
  const rows = await db
    .selectFrom('post_reaction')
    .innerJoin('account_user', 'account_user.id', 'post_reaction.user_id')
    .where('account_user.removed_at', 'is', null)
    .select(['post_id', 'emoji'])
    .select(({ fn, eb }) => [
      fn.countAll<number>().as('count'),
      fn.min('at').as('first'),
      fn.max<number>(eb.case().when('user_id', '=', userId).then(1).else(0).end()).as('mine'),
    ])
    .where('post_id', 'in', postIds)
    .groupBy(['post_id', 'emoji'])
    .orderBy('count', 'desc')
    .orderBy('first')
    .orderBy('emoji')
    .execute()
  const counted = rows.map(({ post_id, emoji, count, mine }) => ({
    postId: post_id as PostId,
    reaction: { emoji, count: Number(count), isMine: Number(mine) === 1 },
  }))
  const grouped = Map.groupBy(counted, ({ postId }) => postId)
  return new Map([...grouped].map(([postId, all]) => [postId, all.map(({ reaction }) => reaction)]))
}
