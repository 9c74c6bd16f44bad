import { z } from 'zod'
import { PostId } from './artwork.ts'

/** Says which, and not what: whoever may see it asks for it. */
export const ArtworkChange = z.object({
  /** How often anything has changed; it only grows. */
  changes: z.int().min(0),
  postId: PostId.nullable().describe('What changed last; null: nothing yet.'),
})
export type ArtworkChange = Readonly<z.infer<typeof ArtworkChange>>

export const ArtworkEvent = z.discriminatedUnion('type', [
  ArtworkChange.extend({ type: z.literal('artwork.changed') }),
])
export type ArtworkEvent = Readonly<z.infer<typeof ArtworkEvent>>
