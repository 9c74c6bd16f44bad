import { z } from 'zod'
import type { PlaylistId, TrackId } from '../values/ids.ts'
import type { SmartRules } from './smart-rules.ts'

/** The list in a music folder that a playlist follows. */
export const FollowedFile = z.object({
  folderId: z.string(),
  /** Below the music folder. */
  path: z.string(),
  /** Another one whenever the file is. */
  version: z.string(),
  /** Tracks that stand in the file, and that the library does not have. */
  notFound: z.int().min(0),
})
export type FollowedFile = Readonly<z.infer<typeof FollowedFile>>

/** What the hub tells itself of lists in music folders. Null: a list that no playlist follows yet. */
export type FileCommand =
  | {
      readonly type: 'playlist.follow-file'
      readonly playlistId: PlaylistId | null
      readonly file: FollowedFile
      readonly title: string
      /** Those that stand in it; of a file of rules none. */
      readonly trackIds: readonly TrackId[]
      readonly rules?: SmartRules
    }
  | { readonly type: 'playlist.lose-file'; readonly playlistId: PlaylistId }
