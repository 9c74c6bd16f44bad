import { z } from 'zod'
import { NameInPath } from '../values/ids.ts'
import { VisibleText } from '../values/text.ts'
import { Instant } from '../values/timeline.ts'

/** As sent, in bytes. */
export const MAX_ARTWORK_BYTES = 5 * 1024 * 1024
/** Of one frame, wide and high. */
export const MAX_ARTWORK_SIDE = 1_024
export const MAX_ARTWORK_FRAMES = 1_000
/** Over all frames. */
export const MAX_ARTWORK_PIXELS = 16 * 1024 * 1024
/** As given out: how wide and high the scaled picture may be, and how many pixels over all frames. */
export const MAX_SCALED_SIDE = 4_096
export const MAX_SCALED_PIXELS = 2 * MAX_ARTWORK_PIXELS

export const MAX_ARTWORK_TITLE = 120
export const MAX_ARTWORK_DESCRIPTION = 2_000
export const MAX_HASHTAGS = 16
export const MAX_HASHTAG_LENGTH = 40
/** Different ones, of one person about one artwork. */
export const MAX_REACTIONS = 5
export const MAX_POSTS_PAGE = 50
/** A deleted artwork can be restored for so long. Behind that its picture is gone, too. */
export const ARTWORK_RESTORABLE_MS = 3_600_000

/** The public number of an artwork: of the whole installation, from 1 on, and never given twice. */
export const PostId = z.int().min(1).max(2_147_483_647).brand<'PostId'>()
export type PostId = z.infer<typeof PostId>

/** Of a path, where it need not be one: it names an artwork, or nothing is found. */
export const PostIdInPath = NameInPath.transform((text): PostId | null => {
  const id = PostId.safeParse(/^[1-9]\d*$/.test(text) ? Number(text) : null)
  return id.success ? id.data : null
})

/** The public name of a person beside artwork. Nothing can be told from it. */
export const Sqid = z
  .string()
  .regex(/^[0-9a-z]{4,32}$/)
  .meta({ examples: ['k3m9x2hq7w'] })
export type Sqid = z.infer<typeof Sqid>

/** `public`: everybody on the installation. */
export const PostVisibility = z.enum(['public', 'household', 'private'])
export type PostVisibility = z.infer<typeof PostVisibility>

/**
 * As it is kept and found: letters, digits and low lines, in lower case. Capitals, other forms of the same letter and the
 * mark in front are folded away.
 */
export const Hashtag = z
  .string()
  .max(200)
  .overwrite((text) => text.normalize('NFKC').toLowerCase().normalize('NFKC').trim().replace(/^#+/u, ''))
  .max(MAX_HASHTAG_LENGTH)
  .regex(/^[\p{L}\p{M}\p{N}_]+$/u, 'must be letters, digits and low lines')
export type Hashtag = z.infer<typeof Hashtag>

/** Each of them once, in the order in which they were given. */
export const Hashtags = z
  .array(Hashtag)
  .max(4 * MAX_HASHTAGS)
  .overwrite((tags) => [...new Set(tags)])
  .max(MAX_HASHTAGS)

/** One emoji. What stands for the same is folded: a heart drawn as text is the heart. */
export const Reaction = z
  .string()
  .min(1)
  .max(64)
  .overwrite((text) => (ONE_EMOJI.test(text) ? text : `${text}\uFE0F`))
  .refine((text) => ONE_EMOJI.test(text), 'must be one emoji')
  .meta({ examples: ['👍'] })
export type Reaction = z.infer<typeof Reaction>

const ONE_EMOJI = /^\p{RGI_Emoji}$/v

export const PostTitle = VisibleText.max(MAX_ARTWORK_TITLE)
/** Of several lines, whatever ends them where they come from. Empty: none. */
export const PostDescription = z
  .string()
  .max(2 * MAX_ARTWORK_DESCRIPTION)
  .overwrite((text) => text.replaceAll('\r\n', '\n'))
  .trim()
  .max(MAX_ARTWORK_DESCRIPTION)
  .regex(/^(?:[^\p{Cc}\u202A-\u202E\u2066-\u2069]|\n)*$/u, 'must not contain control characters')
  .refine((text) => text.isWellFormed(), 'must be well-formed text')

export const ReactionCount = z.object({
  emoji: z.string(),
  count: z.int().min(1),
  isMine: z.boolean().describe('Whoever asks has reacted so.'),
})
export type ReactionCount = Readonly<z.infer<typeof ReactionCount>>

/** An artwork, as whoever asks may see it. */
export const PostView = z.object({
  postId: PostId,
  title: z.string(),
  description: z.string(),
  width: z.int().min(1),
  height: z.int().min(1),
  frameCount: z.int().min(1),
  hashtags: z.array(z.string()),
  author: z.object({ sqid: Sqid, username: z.string() }),
  visibility: PostVisibility,
  promoted: z.boolean().describe('The owner of the installation recommends it.'),
  createdAt: Instant,
  deletedAt: Instant.nullable().describe('For a while its author can restore it.'),
  isOwn: z.boolean().describe('Whoever asks is its author.'),
  reactions: z.array(ReactionCount).describe('The most frequent first.'),
  views: z.int().min(0).describe('Of each owner of displays one a day; its author’s own do not count.'),
})
export type PostView = Readonly<z.infer<typeof PostView>>
