import type { HouseholdId, PostId, PostVisibility, Sqid, UserId } from '@baton/protocol'
import type { Selectable } from 'kysely'
import type { Post } from '#engine'
import type { PostTable } from '../tables/artwork.ts'
import type { Db } from './wall.ts'

/** Artwork of people who are still there, with what everybody may know of them. Not yet: those without a picture. */
export function publishedPosts(db: Db) {
  return db
    .selectFrom('post')
    .innerJoin('account_user', 'account_user.id', 'post.author_id')
    .innerJoin('user_sqid', 'user_sqid.user_id', 'post.author_id')
    .where('account_user.removed_at', 'is', null)
    .where('post.is_published', '=', 1)
    .selectAll('post')
    .select(['account_user.username', 'user_sqid.sqid'])
}

export type PostRow = Selectable<PostTable> & { readonly username: string; readonly sqid: string }

/** The rows as artwork, in their order. */
export async function postsIn(db: Db, rows: readonly PostRow[]): Promise<readonly Post[]> {
  if (rows.length === 0) return []
  const tags = await db
    .selectFrom('post_hashtag')
    .select(['post_id', 'hashtag'])
    .where(
      'post_id',
      'in',
      rows.map((row) => row.post_id),
    )
    .orderBy('post_id')
    .orderBy('nth')
    .execute()
  const tagsOf = Map.groupBy(tags, (tag) => tag.post_id)
  return rows.map((row) =>
    postOf(
      row,
      (tagsOf.get(row.post_id) ?? []).map(({ hashtag }) => hashtag),
    ),
  )
}

function postOf(row: PostRow, hashtags: readonly string[]): Post {
  return {
    postId: row.post_id as PostId,
    authorId: row.author_id as UserId,
    authorSqid: row.sqid as Sqid,
    authorName: row.username,
    householdId: row.household_id as HouseholdId,
    title: row.title,
    description: row.description,
    visibility: row.visibility as PostVisibility,
    promoted: row.promoted === 1,
    createdAt: row.created_at,
    deletedAt: row.deleted_at,
    hashtags,
    width: row.width,
    height: row.height,
    frameCount: row.frame_count,
    pictureKey: row.picture_key,
    sizeBytes: row.size_bytes,
    sha256: row.sha256,
  }
}
