import { type Rejection, rejection } from '@baton/protocol'
import type { AnyPlaylistCommand } from './decide.ts'
import type { Playlist } from './playlist.ts'

/**
 * Whoever may not change the household's things has playlists of the own, and none of them becomes the household's. Whose
 * tags may be linked is the tags' to say.
 */
export function refusedToGuest(command: AnyPlaylistCommand, playlist: Playlist | null): Rejection | null {
  if (command.type === 'playlist.change-tags') return null
  const isShared = playlist?.view.visibility === 'household'
  const becomesShared = 'visibility' in command && command.visibility === 'household'
  return isShared || becomesShared ? rejection('auth.forbidden') : null
}
