import type { BatonEvent } from '../events.ts'
import { compareTexts } from '../values/text.ts'
import type { TagEvent } from './events.ts'
import { LINKINGS_SHOWN, type TagLinking, type TagView, type UnknownTag } from './tag.ts'

export interface TagsState {
  readonly tags: readonly TagView[]
  /** The youngest first. */
  readonly linkings: readonly TagLinking[]
  readonly unknownTag: UnknownTag | null
}

export function foldTags<State extends TagsState>(state: State, event: TagEvent): State {
  switch (event.type) {
    case 'tag.changed': {
      const { tag } = event
      return { ...state, tags: [...without(state.tags, tag.tagId), tag].sort(byLinking) }
    }
    case 'tag.removed':
      return { ...state, tags: without(state.tags, event.tagId) }
    case 'tag.linking-changed':
      return { ...state, linkings: withLinking(state.linkings, event.linking) }
    case 'tag.unknown-changed':
      return { ...state, unknownTag: event.unknownTag }
  }
}

/** A new one stands in front and pushes the oldest out; one that changed stays where it is. */
export function withLinking(linkings: readonly TagLinking[], linking: TagLinking): readonly TagLinking[] {
  const at = linkings.findIndex(({ linkingId }) => linkingId === linking.linkingId)
  return at < 0 ? [linking, ...linkings].slice(0, LINKINGS_SHOWN) : linkings.with(at, linking)
}

/** Tags stand in the order in which they were linked; of one instant, in the order of their ids. */
export function byLinking(a: TagView, b: TagView): number {
  return a.linkedAt - b.linkedAt || compareTexts(a.tagId, b.tagId)
}

export function isTagEvent(event: BatonEvent): event is TagEvent {
  return event.type.startsWith('tag.')
}

function without(tags: readonly TagView[], id: string): readonly TagView[] {
  return tags.filter(({ tagId }) => tagId !== id)
}
