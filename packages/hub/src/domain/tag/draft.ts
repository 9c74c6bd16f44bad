import {
  type CommandResult,
  type TagEvent,
  type TagLinking,
  type TagView,
  type UnknownTag,
  withLinking,
} from '@baton/protocol'
import { type CommandLike, change, type Decided, type Published } from '../family.ts'
import type { PlaylistTagsCommand } from '../playlist/decide.ts'
import { TAG_ACTIVITY, TAGS } from './kinds.ts'
import type { Tag, TagActivity } from './tag.ts'

/** What one command does to one tag and to what is being done with tags. */
export class Draft {
  readonly #tagBefore: Tag | null
  readonly #activityBefore: TagActivity
  readonly #events: TagEvent[] = []
  tag: Tag | null
  activity: TagActivity

  constructor(tag: Tag | null, activity: TagActivity) {
    this.#tagBefore = tag
    this.#activityBefore = activity
    this.tag = tag
    this.activity = activity
  }

  keepTag(tag: Omit<TagView, 'revision'>): void {
    this.tag = { ...tag, revision: (this.tag?.revision ?? 0) + 1 }
    this.#events.push({ type: 'tag.changed', tag: this.tag })
  }

  removeTag({ tagId }: Tag): void {
    this.tag = null
    this.#events.push({ type: 'tag.removed', tagId })
  }

  keepLinking(linking: TagLinking): void {
    this.#act({ linkings: withLinking(this.activity.linkings, linking) })
    this.#events.push({ type: 'tag.linking-changed', linking })
  }

  showUnknown(unknownTag: UnknownTag | null): void {
    this.#act({ unknownTag })
    this.#events.push({ type: 'tag.unknown-changed', unknownTag })
  }

  /** The receipt names the number of the tag, where there is one, else of what is being done. */
  finish(result: CommandResult = {}, consequences: readonly CommandLike[] = []): Decided {
    const before = this.#tagBefore
    const { tag, activity } = this
    const changed = tag ?? before
    const revision = changed?.revision ?? activity.revision
    const changesTag = tag !== before && changed !== null
    const follows = [...consequences, ...playlistsWithOtherTags(before, tag)]
    return {
      changes: [
        ...(changesTag ? [change(TAGS, changed.tagId, before, tag)] : []),
        ...(activity !== this.#activityBefore
          ? [change(TAG_ACTIVITY, null, this.#activityBefore, activity)]
          : []),
      ],
      published: this.#events.map(
        (event): Published => ({ room: 'tags', audience: 'household', revision, event }),
      ),
      result,
      revision,
      ...(follows.length > 0 && { consequences: follows }),
    }
  }

  #act(fields: Partial<TagActivity>): void {
    const revision = this.#activityBefore.revision + 1
    this.activity = { ...this.activity, ...fields, revision }
  }
}

/** The playlists that this tag played and does not play any more, or plays from now on. */
function playlistsWithOtherTags(before: Tag | null, after: Tag | null): readonly CommandLike[] {
  const [played, plays] = [before, after].map((tag) =>
    tag && 'playlistId' in tag.target ? tag.target : null,
  )
  if (played?.playlistId === plays?.playlistId) return []
  return [played, plays].flatMap((target): PlaylistTagsCommand[] =>
    target ? [{ type: 'playlist.change-tags', playlistId: target.playlistId }] : [],
  )
}
