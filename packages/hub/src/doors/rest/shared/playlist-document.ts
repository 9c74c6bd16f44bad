import { type PlaylistView, toRest } from '@baton/protocol'

/** A playlist without its tracks, as answers show it. */
export function playlistDocument(playlist: PlaylistView): object {
  return toRest({ ...playlist, playlistSeq: playlist.revision }) as object
}
