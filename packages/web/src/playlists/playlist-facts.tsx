import type { PlaylistView } from '@baton/protocol'
import { words } from '../strings/strings.ts'
import { lengthText } from '../strings/time-text.ts'

/** How much is in it and how long it lasts, and whether others have it too. */
export function PlaylistFacts({ playlist }: { readonly playlist: PlaylistView }) {
  const { trackCount, durationMs, visibility } = playlist
  const facts = [words.playlists.tracks(trackCount)]
  if (durationMs > 0) facts.push(lengthText(durationMs))
  if (visibility === 'household') facts.push(words.playlists.shared)
  return facts.join(' · ')
}
