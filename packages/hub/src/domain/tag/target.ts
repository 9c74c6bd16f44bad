import { type Rejection, rejection, type TagTarget, type UserId } from '@baton/protocol'
import { type Read, type Wanted, want } from '../family.ts'
import { PLAYLISTS, TRACKS } from '../playlist/kinds.ts'
import { maySeePlaylist } from '../playlist/visibility.ts'
import { sourceOf } from './policy.ts'

/** What has to be read to know whether this can be played. */
export function needsOf(target: TagTarget): readonly Wanted[] {
  return 'playlistId' in target ? [want(PLAYLISTS, target.playlistId)] : [want(TRACKS, sourceOf(target))]
}

/** What is kept of its name, or why it cannot be linked. An empty playlist can: it is filled later. */
export function foundFor(
  target: TagTarget,
  userId: UserId,
  read: Read,
): { readonly title: string | null } | Rejection {
  if ('playlistId' in target) {
    const playlist = read(PLAYLISTS, target.playlistId)
    const isThere = playlist?.view.deletedAt === null && maySeePlaylist(playlist.view, userId)
    return isThere ? { title: null } : rejection('playlist.not-found')
  }
  const [first] = read(TRACKS, sourceOf(target))
  if ('albumId' in target) return first ? { title: first.album } : rejection('library.album-not-found')
  return first ? { title: first.title } : rejection('library.track-not-found')
}
