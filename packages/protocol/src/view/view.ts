// What a display says when it has shown an artwork, and what it is answered. The words are those of the wire: displays
// of other makers send and read them as they are. Rules VW1 to VW4 in docs/protocol/views.md.
import { z } from 'zod'
import { PostChannel } from '../artwork/queries.ts'

/** `artwork`: somebody asked for this one, a view. `channel`: it came along, an impression. */
export const ViewIntent = z.enum(['artwork', 'channel'])
export type ViewIntent = z.infer<typeof ViewIntent>

const MAX_TEXT = 200
/** Nothing in it that a database could not keep. */
const context = z
  .string()
  .max(MAX_TEXT)
  .regex(/^\P{Cc}*$/u, 'must not contain control characters')
  .refine((text) => text.isWellFormed(), 'must be well-formed text')
  .nullish()

export const ViewPayload = z.object({
  post_id: z.int().min(1).max(Number.MAX_SAFE_INTEGER),
  timestamp: z.iso
    .datetime({ offset: true })
    .describe('When it was shown, in UTC; 1970-01-01T00:00:00Z: the display has no clock.'),
  timezone: z.string().max(MAX_TEXT).describe('Reserved: an empty text.'),
  intent: ViewIntent,
  play_order: z.literal([0, 1, 2]).describe('0: as the hub has them, 1: by date, 2: random.'),
  channel: PostChannel,
  player_key: z.string().min(1).max(MAX_TEXT),
  channel_user_sqid: context.describe('Of the channel `by_user`: whose artworks.'),
  channel_hashtag: context.describe('Of the channel `hashtag`: which one.'),
  request_ack: z.boolean().nullish(),
})
export type ViewPayload = Readonly<z.infer<typeof ViewPayload>>

export const VIEW_ERROR_CODES = [
  'player_key_mismatch',
  'player_not_registered',
  'player_no_owner',
  'owner_not_permitted',
  'duplicate',
  'rate_limited',
  'post_not_found',
  'processing_error',
] as const
export const ViewErrorCode = z.enum(VIEW_ERROR_CODES)
export type ViewErrorCode = z.infer<typeof ViewErrorCode>

export const ViewAck = z.union([
  z.object({ success: z.literal(true) }),
  z.object({ success: z.literal(false), error: z.string(), error_code: ViewErrorCode }),
])
export type ViewAck = Readonly<z.infer<typeof ViewAck>>
