import type { ArtworkPlace } from '../navigation/places.ts'

/** The channels that stand in the row of views, in its order. Others are led to by an author or a hashtag. */
export const VIEWS = ['all', 'promoted', 'user'] as const

/** The newest first, where nobody has said otherwise. */
export const USUAL_ORDER = 1

/** What a place shows, as the hub is asked for it. */
export function feedOf({ view, by, tag, order }: ArtworkPlace) {
  const sort = order ?? USUAL_ORDER
  if (by !== undefined) return { channel: 'by_user', sort, sqid: by } as const
  if (tag !== undefined) return { channel: 'hashtag', sort, hashtag: tag } as const
  return { channel: view ?? 'all', sort } as const
}
