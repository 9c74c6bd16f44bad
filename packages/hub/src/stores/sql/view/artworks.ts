// What the rows of displays, people and artworks say to those who take and tell views.
import { HOUR_MS, type HourOfPost, type ViewedPost, type ViewingDisplay } from '#domain'
import type { TitledPost } from '#engine'
import type { Dialect } from '../runtime/dialect.ts'
import { ask, parsed, type Row, type Script } from '../runtime/script.ts'

const MOST_REACTION_HOURS = 20_000

/** A display of somebody who was removed is nobody's. Who may have no devices of their own may not take part either. */
export function* viewingDisplays(
  dialect: Dialect,
  playerKeys: readonly string[],
): Script<ReadonlyMap<string, ViewingDisplay>> {
  const [displays] = yield* ask({
    statement: {
      sql: `select display.device_id, display.user_id, display.household_id, owner.roles, owner.limits
        from ${dialect.eachItem} as item cross join display
        left join account_user as owner on owner.id = display.user_id and owner.removed_at is null
        where display.device_id = item.value ->> 0`,
      parameters: [JSON.stringify(playerKeys.map((key) => [key]))],
    },
    answer: (rows) => rows.map(displayOf),
  })
  return new Map(displays.map((display) => [display.playerKey, display]))
}

export function* titledPosts(
  dialect: Dialect,
  postIds: readonly number[],
): Script<ReadonlyMap<number, TitledPost>> {
  const [posts] = yield* ask({
    statement: {
      sql: `select post.post_id, post.author_id, post.household_id, post.visibility, post.title
        from ${dialect.eachItem} as item cross join post
        join account_user as author on author.id = post.author_id and author.removed_at is null
        where post.post_id = cast(item.value ->> 0 as bigint)
          and post.is_published = 1 and post.deleted_at is null`,
      parameters: [JSON.stringify(postIds.map((postId) => [postId]))],
    },
    answer: (rows) => rows.map(postOf),
  })
  return new Map(posts.map((post) => [post.postId, post]))
}

export function* reactionHours(
  since: number,
): Script<readonly Pick<HourOfPost, 'postId' | 'at' | 'reactions'>[]> {
  const [hours] = yield* ask({
    statement: {
      sql: `select post_id, at / ${HOUR_MS} as hour, count(*) as reactions from post_reaction
        join account_user as person on person.id = post_reaction.user_id and person.removed_at is null
        where at >= ? group by 1, 2 order by 2 desc, 1 limit ${MOST_REACTION_HOURS}`,
      parameters: [since],
    },
    answer: (rows) =>
      rows.map(({ post_id, hour, reactions }) => ({
        postId: Number(post_id),
        at: Number(hour) * HOUR_MS,
        reactions: Number(reactions),
      })),
  })
  return hours
}

function displayOf(row: Row): ViewingDisplay {
  const playerKey = String(row.device_id)
  const isOwned = row.roles !== null
  const roles = isOwned ? parsed<readonly string[]>(row.roles, () => `who the owner of ${playerKey} is`) : []
  const limits = isOwned
    ? parsed<{ readonly mayAddDevices?: boolean }>(row.limits, () => `what the owner of ${playerKey} may do`)
    : {}
  return {
    playerKey,
    ownerId: isOwned ? String(row.user_id) : null,
    householdId: String(row.household_id),
    isOwnerPermitted: !(roles.includes('listener') && limits.mayAddDevices === false),
  }
}

function postOf(row: Row): TitledPost {
  return {
    postId: Number(row.post_id),
    authorId: String(row.author_id),
    householdId: String(row.household_id),
    visibility: row.visibility as ViewedPost['visibility'],
    title: String(row.title),
  }
}
