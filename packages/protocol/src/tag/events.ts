import { z } from 'zod'
import { TagId } from '../values/ids.ts'
import { TagLinking, TagView, UnknownTag } from './tag.ts'

export const TagEvent = z.discriminatedUnion('type', [
  /** It is new in the list, or is another one now. */
  z.object({ type: z.literal('tag.changed'), tag: TagView }),
  z.object({ type: z.literal('tag.removed'), tagId: TagId }),
  /** It began, or is in another phase. */
  z.object({ type: z.literal('tag.linking-changed'), linking: TagLinking }),
  /** A tag was seen that plays nothing; null: it is shown no longer. */
  z.object({ type: z.literal('tag.unknown-changed'), unknownTag: UnknownTag.nullable() }),
])
export type TagEvent = Readonly<z.infer<typeof TagEvent>>
