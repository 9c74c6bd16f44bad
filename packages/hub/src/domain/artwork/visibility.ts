import type { PostVisibility } from '@baton/protocol'

/** Of an artwork: whose it is, and whom they let see it. */
export interface PostFacts {
  readonly authorId: string
  /** The author's. */
  readonly householdId: string
  readonly visibility: PostVisibility
}

/** The one rule of who sees an artwork: AR3. The feeds of the store say the same in SQL, and a test compares the two. */
export function visibleTo(userId: string, householdId: string | null, post: PostFacts): boolean {
  if (post.visibility === 'public' || post.authorId === userId) return true
  return post.visibility === 'household' && post.householdId === householdId
}
