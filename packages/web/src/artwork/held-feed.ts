// What a page holds of a feed: what was read, and behind it what was there before and was not reached again yet.
import type { BatonFailure } from '@baton/client'
import type { PostId, PostView } from '@baton/protocol'

export interface HeldFeed {
  readonly key: string
  readonly items: readonly PostView[]
  /** So many of them, from the first on, were read in one go. Those behind are as they were before. */
  readonly read: number
  /** What comes behind those that were read. */
  readonly cursor: string | null
  readonly failure: BatonFailure | null
}

export interface ReadPage {
  readonly items: readonly PostView[]
  readonly nextCursor: string | null
}

/** Read anew from its beginning. What lies further down stays, so that nobody who looks there loses their place. */
export function renewed(before: HeldFeed | null, key: string, page: ReadPage): HeldFeed {
  const former = before?.key === key ? before.items : []
  return joined(key, [], page, former)
}

/** With the page behind `cursor`. */
export function longer(
  before: HeldFeed | null,
  key: string,
  cursor: string,
  page: ReadPage,
): HeldFeed | null {
  // It was read anew meanwhile, and ends elsewhere.
  if (before?.key !== key || before.cursor !== cursor) return before
  return joined(key, before.items.slice(0, before.read), page, before.items.slice(before.read))
}

/** What was there stays where it could not be read anew. */
export function failed(before: HeldFeed | null, key: string, failure: BatonFailure): HeldFeed {
  return before?.key === key ? before : { key, items: [], read: 0, cursor: null, failure }
}

export function replaced(before: HeldFeed | null, post: PostView): HeldFeed | null {
  return before && { ...before, items: before.items.map((one) => (one.postId === post.postId ? post : one)) }
}

export function without(before: HeldFeed | null, postId: PostId): HeldFeed | null {
  if (!before) return before
  const isOther = (one: PostView) => one.postId !== postId
  const read = before.items.slice(0, before.read).filter(isOther).length
  return { ...before, items: before.items.filter(isOther), read }
}

function joined(
  key: string,
  first: readonly PostView[],
  { items: page, nextCursor: cursor }: ReadPage,
  former: readonly PostView[],
): HeldFeed {
  const known = new Set(first.map(({ postId }) => postId))
  const read = [...first, ...page.filter(({ postId }) => !known.has(postId))]
  for (const { postId } of page) known.add(postId)
  const reached = former.findLastIndex(({ postId }) => known.has(postId))
  // Where nothing follows, what was there is not there any more.
  const behind = cursor === null ? [] : former.slice(reached + 1)
  return { key, items: [...read, ...behind], read: read.length, cursor, failure: null }
}
