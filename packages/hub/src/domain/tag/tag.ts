import type { TagLinking, TagView, UnknownTag } from '@baton/protocol'

/** A tag is kept as it is shown. */
export type Tag = TagView

/** What is being done with the tags of a household, beside the tags themselves. */
export interface TagActivity {
  /** The youngest first; at most one is open. */
  readonly linkings: readonly TagLinking[]
  /** The last one that was seen and plays nothing. */
  readonly unknownTag: UnknownTag | null
  /** 0: nothing was ever done. */
  readonly revision: number
}

export interface TagShelf {
  readonly count: number
}
