import type { HouseholdId, PostVisibility, UserId } from '@baton/protocol'

/** Of an artwork: whose it is, and whom they let see it. */
export interface PostFacts {
  readonly authorId: UserId
  /** The author's. */
  readonly householdId: HouseholdId
  readonly visibility: PostVisibility
}

/** The one rule of who sees an artwork: AR3. The feeds of the store say the same in SQL, and a test compares the two. */
export function visibleTo(userId: UserId, householdId: HouseholdId, post: PostFacts): boolean {
  if (post.visibility === 'public' || post.authorId === userId) return true
  return post.visibility === 'household' && post.householdId === householdId
}
