import type { PlaylistView, TagTarget, TagView } from '@baton/protocol'
import { strings } from '../strings/strings.ts'

/** What people call it: its name, else its number. */
export function tagName({ label, tagId }: Pick<TagView, 'label' | 'tagId'>): string {
  return label ?? strings.tags.unnamed(tagId)
}

/** What it plays, as far as one may know. `title`: what the hub keeps of an album or a track. */
export function targetTitle(
  target: TagTarget,
  playlists: readonly PlaylistView[] | null,
  title: string | null = null,
): string {
  if (!('playlistId' in target)) return title ?? strings.tags.albumOrTrack
  const playlist = playlists?.find(({ playlistId }) => playlistId === target.playlistId)
  return playlist?.title ?? strings.tags.hiddenList
}
