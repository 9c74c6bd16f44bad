import type { TagId } from '../values/ids.ts'

/** A tag that is seen again within this time has not been away. */
export const SAME_TAG_MS = 2_000

/** Of one reader: whether this tag lies there still, since it was seen before. */
export function repeatedTag(monotonicMs: () => number): (tagId: TagId) => boolean {
  let last: { readonly tagId: TagId; readonly at: number } | null = null
  return (tagId) => {
    const at = monotonicMs()
    const isRepeated = last !== null && last.tagId === tagId && at - last.at < SAME_TAG_MS
    last = { tagId, at }
    return isRepeated
  }
}
