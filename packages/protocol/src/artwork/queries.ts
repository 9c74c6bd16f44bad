import { z } from 'zod'
import { queryNumber } from '../values/query-number.ts'
import { Hashtag, MAX_POSTS_PAGE, Sqid } from './artwork.ts'

/** `user`: one's own. `by_user` and `hashtag` say whose, or which. */
export const PostChannel = z.enum(['all', 'promoted', 'user', 'by_user', 'hashtag'])
export type PostChannel = z.infer<typeof PostChannel>

/** 0: as they were put in, the oldest first. 1: the newest first. 2: shuffled, and so on every page of one walk. */
export const PlayOrder = z.union([z.literal(0), z.literal(1), z.literal(2)])
export type PlayOrder = z.infer<typeof PlayOrder>

/** Which artworks, and in what order. Taken from a query string too, so numbers may come as text. */
export const PostQuery = z
  .strictObject({
    channel: PostChannel.default('all'),
    sort: queryNumber(z.int().min(0).max(2).default(0)).transform((order) => order as PlayOrder),
    /** The `nextCursor` of the page before. Opaque. */
    cursor: z.string().min(1).max(500).optional(),
    limit: queryNumber(z.int().min(1).max(MAX_POSTS_PAGE).default(20)),
    channel_user_sqid: Sqid.nullish().describe('Of the channel `by_user`.'),
    channel_hashtag: Hashtag.nullish().describe('Of the channel `hashtag`.'),
  })
  .refine(
    ({ channel, channel_user_sqid }) => channel !== 'by_user' || typeof channel_user_sqid === 'string',
    {
      path: ['channel_user_sqid'],
      error: 'is missing',
    },
  )
  .refine(({ channel, channel_hashtag }) => channel !== 'hashtag' || typeof channel_hashtag === 'string', {
    path: ['channel_hashtag'],
    error: 'is missing',
  })
export type PostQuery = Readonly<z.infer<typeof PostQuery>>
