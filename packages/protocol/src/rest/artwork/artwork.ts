import { z } from 'zod'
import {
  Hashtags,
  MAX_SCALED_SIDE,
  PostDescription,
  PostIdInPath,
  PostTitle,
  PostView,
  PostVisibility,
  Reaction,
} from '../../artwork/artwork.ts'
import { PostQuery } from '../../artwork/queries.ts'
import { queryNumber } from '../../values/query-number.ts'
import { CommandBody } from '../command-body.ts'
import { contract } from '../contract.ts'
import { artworkEndpoints } from './endpoints.ts'

export const PostAnswer = z.object({ post: PostView })
export type PostAnswer = Readonly<z.infer<typeof PostAnswer>>
export const PostPage = z.object({ items: z.array(PostView), nextCursor: z.string().nullable() })
export type PostPage = Readonly<z.infer<typeof PostPage>>

export const ImageFormat = z.enum(['png', 'gif', 'webp'])
export type ImageFormat = z.infer<typeof ImageFormat>
/** Without a format it is the one that loses nothing. */
export const ImageQuery = z.strictObject({
  scale: queryNumber(z.int().min(1).max(MAX_SCALED_SIDE).default(1)),
  format: ImageFormat.optional(),
})
export type ImageQuery = Readonly<z.infer<typeof ImageQuery>>

const ofPost = z.object({ post_id: PostIdInPath })
const looks = { scope: 'read', rate: 'read' } as const
const makes = { scope: 'library', rate: 'queue' } as const
const reacts = { scope: 'control', rate: 'control' } as const

/** What stands in the fields of the form, beside the picture itself. */
export const UploadFields = z.object({
  title: PostTitle,
  description: PostDescription.default(''),
  hashtags: z
    .string()
    .max(4_000)
    .default('')
    .transform((text) => text.split(',').filter((tag) => tag.trim() !== ''))
    .pipe(Hashtags),
  visibility: PostVisibility.default('public'),
})
export type UploadFields = Readonly<z.infer<typeof UploadFields>>

export const artworkContract = contract('artwork', artworkEndpoints, {
  list: {
    summary: 'Artworks of a channel, in one of three orders',
    ...looks,
    query: PostQuery,
    answer: PostPage,
  },
  upload: {
    summary: 'Put in an artwork',
    description:
      'A form (`multipart/form-data`) with the file `image` (PNG, GIF or WebP) and the fields `title`, `hashtags` (commas between them), `description` and `visibility`; all but the first two may be missing.',
    ...makes,
    answer: PostAnswer,
    status: 201,
  },
  read: { summary: 'An artwork', ...looks, params: ofPost, answer: PostAnswer },
  change: {
    summary: 'Change what stands beside the picture. What is missing stays.',
    ...makes,
    params: ofPost,
    body: CommandBody.extend({
      title: PostTitle.optional(),
      description: PostDescription.optional(),
      hashtags: Hashtags.optional(),
      visibility: PostVisibility.optional(),
    }),
    answer: PostAnswer,
  },
  delete: {
    summary: 'Delete an artwork; for an hour it can be restored',
    ...makes,
    params: ofPost,
    body: CommandBody.default({}),
    answer: PostAnswer,
  },
  restore: {
    summary: 'Take back that it was deleted',
    ...makes,
    params: ofPost,
    body: CommandBody.default({}),
    answer: PostAnswer,
  },
  image: {
    summary: 'The picture, each pixel drawn as `scale` times `scale`',
    description:
      'Animated as it was, and as PNG its first frame. Without a format it is the one that loses nothing: PNG of a still, WebP of an animation.',
    ...looks,
    params: ofPost,
    query: ImageQuery,
    answer: null,
  },
  promote: {
    summary: 'Recommend an artwork to everybody, or no longer; for the owner of the installation',
    access: 'owner',
    scope: 'admin',
    rate: 'control',
    params: ofPost,
    body: CommandBody.extend({ promoted: z.boolean() }),
    answer: PostAnswer,
  },
  react: {
    summary: 'React to an artwork; once more changes nothing',
    ...reacts,
    params: ofPost,
    body: CommandBody.extend({ emoji: Reaction }),
    answer: PostAnswer,
  },
  unreact: {
    summary: 'Take a reaction back',
    ...reacts,
    params: ofPost.extend({ emoji: z.string().max(64) }),
    body: CommandBody.default({}),
    answer: PostAnswer,
  },
})
