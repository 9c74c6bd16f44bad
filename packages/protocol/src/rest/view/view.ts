import { z } from 'zod'
import { PostIdInPath, PostView } from '../../artwork/artwork.ts'
import { queryNumber } from '../../values/query-number.ts'
import { ViewAck, ViewPayload } from '../../view/view.ts'
import { contract } from '../contract.ts'
import { viewEndpoints } from './endpoints.ts'

export const MAX_STATS_DAYS = 366
const USUAL_STATS_DAYS = 30
/** So many of an author's artworks are listed: those with the most views. */
export const MAX_LISTED_ARTWORKS = 500
const MAX_TRENDING = 50

const count = z.int().min(0)
const counts = { views: count, impressions: count }
const totals = {
  views: count.describe('Times that somebody asked for it, since the beginning.'),
  impressions: count.describe('Times that it came along in a channel, since the beginning.'),
  publicViews: count.describe(
    'Of the views what the public counter says: of each owner of displays one a day.',
  ),
  uniqueDisplays: count.describe('Different displays, since the beginning. Beyond 2,048 it is an estimate.'),
}

const ChannelStats = z.object({
  ...counts,
  contexts: z
    .array(z.object({ context: z.string().nullable(), ...counts }))
    .readonly()
    .describe(
      'Of whose artworks, or of which hashtag, the channel was; null: it did not say, or there were very many.',
    ),
})

/** What is told of the days that were asked for: today and those before it, in UTC. */
const StatsOfDays = z.object({
  /** Each of the days, the oldest first, also those without a view. */
  byDay: z
    .array(z.object({ date: z.string().describe('YYYY-MM-DD'), ...counts, uniqueDisplays: count }))
    .readonly(),
  /** Channels in which it was shown. */
  byChannel: z.object({
    all: ChannelStats.optional(),
    promoted: ChannelStats.optional(),
    user: ChannelStats.optional(),
    byUser: ChannelStats.optional(),
    hashtag: ChannelStats.optional(),
  }),
  /** Each of 24 hours. */
  byHour: z.array(z.object({ hour: z.int().min(0).max(23), ...counts })).readonly(),
})
export type StatsOfDays = Readonly<z.infer<typeof StatsOfDays>>

export const ArtworkStats = StatsOfDays.extend({ postId: z.int(), title: z.string(), ...totals })
export type ArtworkStats = Readonly<z.infer<typeof ArtworkStats>>

export const AuthorStats = StatsOfDays.extend({
  ...totals,
  artworks: z
    .array(
      z.object({ postId: z.int(), title: z.string().nullable().describe('Null: it is deleted.'), ...totals }),
    )
    .readonly()
    .describe('The most viewed first.'),
})
export type AuthorStats = Readonly<z.infer<typeof AuthorStats>>

export const TrendingArtwork = z.object({
  postId: z.int(),
  title: z.string(),
  post: PostView,
  score: z
    .number()
    .describe('Views, reactions and impressions, each weighing half as much for every day since.'),
})
export type TrendingArtwork = Readonly<z.infer<typeof TrendingArtwork>>

const days = queryNumber(z.int().min(1).max(MAX_STATS_DAYS).default(USUAL_STATS_DAYS))
const reading = { scope: 'read', rate: 'read' } as const
const params = z.object({ post_id: PostIdInPath })
const query = z.strictObject({ days })

export const viewContract = contract('views', viewEndpoints, {
  send: {
    summary: 'A display has shown an artwork, as over MQTT',
    description:
      'With the token of the display. 202: recorded, or an artwork of its own owner; 200: it was recorded before. See docs/protocol/views.md.',
    access: 'open',
    scope: null,
    rate: null,
    // What is no event is answered by the hub's own rules, and after the display is known.
    body: z.union([ViewPayload, z.looseObject({})]),
    answer: ViewAck,
    status: 202,
  },
  ofAuthor: { summary: 'How your artworks are seen', ...reading, query, answer: AuthorStats },
  ofAuthorCsv: { summary: 'The same as CSV: a line for each day', ...reading, query, answer: null },
  trending: {
    summary: 'Artworks that are seen much just now',
    ...reading,
    query: z.strictObject({ limit: queryNumber(z.int().min(1).max(MAX_TRENDING).default(20)) }),
    answer: z.object({ items: z.array(TrendingArtwork).readonly() }),
  },
  ofArtwork: {
    summary: 'How an artwork of yours is seen',
    description: 'Of another’s artwork it is 404.',
    ...reading,
    params,
    query,
    answer: ArtworkStats,
  },
  ofArtworkCsv: { summary: 'The same as CSV: a line for each day', ...reading, params, query, answer: null },
})
