import { z } from 'zod'
import { PlaylistEntry, PlaylistView } from '../../playlist/playlist.ts'
import type { StreamPart } from '../stream/stream-part.ts'

/** An open playlist and its entries are one object. */
export const playlistStream: StreamPart = {
  family: 'playlist',
  state: PlaylistView.extend({ entries: z.array(PlaylistEntry) }),
}
