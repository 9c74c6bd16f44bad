import type { PlaylistEntry, PlaylistId, PlaylistView } from '@baton/protocol'

/** The aggregate: a head, and the entries where a command needs them. */
export interface Playlist {
  readonly view: PlaylistView
  readonly entries: readonly PlaylistEntry[] | null
}

/** How full the shelf of a household is. */
export interface PlaylistShelf {
  /** Those that are deleted and can still be restored among them. */
  readonly count: number
  /** The one that was deleted first: it makes room where the shelf is full. */
  readonly oldestDeleted: PlaylistId | null
}
