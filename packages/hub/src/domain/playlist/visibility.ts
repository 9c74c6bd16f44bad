import type { PlaylistView, UserId } from '@baton/protocol'
import type { Audience } from '../audience.ts'

type Shown = Pick<PlaylistView, 'visibility' | 'ownerId'>

/** Who sees a playlist: everybody of the household or, where it is private, its owner alone. */
export function audienceOf({ visibility, ownerId }: Shown): Audience {
  return visibility === 'household' ? 'household' : ownerId
}

/** For everybody else it does not exist. */
export function maySeePlaylist(playlist: Shown, userId: UserId): boolean {
  const audience = audienceOf(playlist)
  return audience === 'household' || audience === userId
}
