import type { ArtworkRequest } from '@baton/client'
import type { ArtworkPlace } from '../navigation/places.ts'

/** A list of artworks as it is asked for: a channel in an order, or what trends. */
export type FeedRequest = Omit<ArtworkRequest, 'cursor' | 'limit'> | { readonly channel: 'trending' }

/** What stands in the row of views, in its order. Others are led to by an author or a hashtag. */
export const VIEWS = ['all', 'promoted', 'trending', 'user'] as const

/** The newest first, where nobody has said otherwise. */
export const USUAL_ORDER = 1

/** What a place shows, as the hub is asked for it. */
export function feedOf({ view, by, tag, order }: ArtworkPlace): FeedRequest {
  const sort = order ?? USUAL_ORDER
  if (by !== undefined) return { channel: 'by_user', sort, sqid: by }
  if (tag !== undefined) return { channel: 'hashtag', sort, hashtag: tag }
  return view === 'trending' ? { channel: view } : { channel: view ?? 'all', sort }
}
