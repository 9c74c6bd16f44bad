import { z } from 'zod'
import { LinkingId, TagId } from '../values/ids.ts'
import { MAX_LINKING_MS } from './linking-times.ts'
import { TagLabel, TagPolicy, TagTarget } from './tag.ts'

export const LinkingMs = z.int().min(1_000).max(MAX_LINKING_MS)

export const TagCommand = z.discriminatedUnion('type', [
  /** A reader has seen a tag. */
  z.strictObject({ type: z.literal('tag.scan'), tagId: TagId }),
  /** A tag at hand plays this from now on. Without `override` one that plays something already is refused. */
  z.strictObject({
    type: z.literal('tag.bind'),
    tagId: TagId,
    target: TagTarget,
    policy: TagPolicy.optional(),
    label: TagLabel.optional(),
    override: z.boolean().optional(),
  }),
  z.strictObject({
    type: z.literal('tag.change'),
    tagId: TagId,
    /** Null takes the name away. */
    label: TagLabel.nullable().optional(),
    policy: TagPolicy.optional(),
    target: TagTarget.optional(),
  }),
  z.strictObject({ type: z.literal('tag.remove'), tagId: TagId }),
  /** Waits for the next tag that is seen. One that waits for something else is stopped. */
  z.strictObject({
    type: z.literal('tag.start-linking'),
    target: TagTarget,
    policy: TagPolicy.optional(),
    lastsMs: LinkingMs.optional(),
    overrides: z.boolean().optional(),
  }),
  /** Missing: the one that is open, or the one that is open for this target. */
  z.strictObject({
    type: z.literal('tag.stop-linking'),
    linkingId: LinkingId.optional(),
    target: TagTarget.optional(),
  }),
  /** A tag that nobody knows is shown no longer. */
  z.strictObject({ type: z.literal('tag.dismiss'), tagId: TagId }),
])
export type TagCommand = Readonly<z.infer<typeof TagCommand>>
