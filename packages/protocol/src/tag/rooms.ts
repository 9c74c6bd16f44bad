import { z } from 'zod'
import { roomKind } from '../room-kind.ts'
import { foldTags, isTagEvent } from './fold.ts'
import { TagLinking, TagView, UnknownTag } from './tag.ts'

/** The tags of the household, and what is being done with them. */
export type TagsRoom = 'tags'

export const tagsRoom = roomKind<TagsRoom>()({
  family: 'tags',
  ofEach: null,
  scope: 'read',
  events: ['tag'],
  state: z.object({
    family: z.literal('tags'),
    tags: z.array(TagView).readonly(),
    /** The youngest first: at most one is open. */
    linkings: z.array(TagLinking).readonly(),
    unknownTag: UnknownTag.nullable(),
  }),
  beacons: [],
  fold: (state, event) => (isTagEvent(event) ? foldTags(state, event) : state),
})
