import { type PlaylistDocument, store } from '@baton/client'
import type { EntryId, PlaylistView, TagId, TagTarget, TrackSource } from '@baton/protocol'

/** Whether the list of devices is open. Buttons, shortcuts and a refused "play" open it. */
export const deviceChoice = store(false)

/** Whether the list of shortcuts is open. */
export const shortcutList = store(false)

/** Whether the palette for places, devices and music is open. */
export const palette = store(false)

/** Music that is to be added to a playlist, or entries of one that are to stand in another; null: the dialog is closed. */
export const adding = store<
  ({ readonly title: string } & ({ readonly source: TrackSource } | { readonly moves: MovedEntries })) | null
>(null)

export interface MovedEntries {
  readonly playlist: PlaylistDocument
  readonly ids: ReadonlySet<EntryId>
}

/** Playlist files of other programs, the first of which is being asked about; empty: the dialog is closed. */
export const importing = store<readonly { readonly id: string; readonly file: File }[]>([])

/** The playlist whose name and readers are being changed, a new one, or the queue that is to be saved; null: none. */
export const naming = store<PlaylistView | 'new' | 'queue' | null>(null)

/** The smart playlist whose rules are being changed, or a new one; null: none. */
export const ruling = store<PlaylistView | 'new' | null>(null)

/** What the next tag is to play; or a tag that was seen, and is to play something. Null: the dialog is closed. */
export const linkingTag = store<
  { readonly target: TagTarget; readonly title: string } | { readonly tagId: TagId } | null
>(null)
