import { isOpenLinking, type LinkingId, type TagId, UNKNOWN_TAG_SHOWN_MS } from '@baton/protocol'
import type { Kind, Timer } from '../family.ts'
import type { Tag, TagActivity, TagShelf } from './tag.ts'

/** What the hub itself tells the tags, at an instant. */
export type TagTimerCommand =
  | { readonly type: 'tag.time-out'; readonly linkingId: LinkingId }
  | { readonly type: 'tag.forget-unknown'; readonly tagId: TagId }

export const TAGS: Kind<TagId, Tag | null> = {
  name: 'tag',
  none: null,
  idOf: (tagId) => tagId,
}

/** Of the household. */
export const TAG_ACTIVITY: Kind<null, TagActivity> = {
  name: 'tag activity',
  none: { linkings: [], unknownTag: null, revision: 0 },
  idOf: () => 'of the household',
  timers({ linkings, unknownTag }) {
    const timers = new Map<string, Timer<TagTimerCommand>>()
    for (const { linkingId, timeoutAt } of linkings.filter(isOpenLinking)) {
      timers.set(`${linkingId}/time-out`, { at: timeoutAt, command: { type: 'tag.time-out', linkingId } })
    }
    if (unknownTag) {
      const { tagId, seenAt } = unknownTag
      const command = { type: 'tag.forget-unknown', tagId } as const
      timers.set('tags/forget-unknown', { at: seenAt + UNKNOWN_TAG_SHOWN_MS, command })
    }
    return timers
  },
}

export const TAG_SHELF: Kind<null, TagShelf> = {
  name: 'tag shelf',
  none: { count: 0 },
  idOf: () => 'of the household',
}
