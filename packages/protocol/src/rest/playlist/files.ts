import { z } from 'zod'
import { PlaylistDescription } from '../../playlist/commands.ts'
import { PLAYLIST_FILE_FORMATS, RULES_FILE_FORMAT } from '../../playlist/file-formats.ts'
import { MAX_LIST_FILE_BYTES } from '../../playlist/largest-list-file.ts'
import { PlaylistTitle, PlaylistVisibility } from '../../playlist/playlist.ts'
import { SmartRules } from '../../playlist/smart-rules.ts'
import { PlaylistId, TrackId } from '../../values/ids.ts'
import { VisibleText } from '../../values/text.ts'
import { event } from '../command-body.ts'
import { contract } from '../contract.ts'
import { AcceptedReceipt } from '../session/documents.ts'
import { playlistFileEndpoints } from './endpoints.ts'
import { PlaylistHead } from './playlist.ts'

/** A track of a list that the library does not have, or not for certain. */
export const MissingOfList = z.object({
  number: z.int().min(1).describe('Its place in the list.'),
  text: z.string().describe('As the list calls it.'),
  reason: z.enum(['not-found', 'ambiguous']).describe('`ambiguous`: several tracks may be meant.'),
})
export type MissingOfList = Readonly<z.infer<typeof MissingOfList>>

const missing = z.array(MissingOfList).readonly()

export const ListFileReading = z.object({
  title: z.string(),
  total: z.int().min(0).describe('Tracks that stand in the list.'),
  trackIds: z.array(TrackId).readonly().describe('Those that were found, in the order of the list.'),
  missing,
  description: z.string().optional(),
  rules: SmartRules.optional().describe('There where the file has rules: the tracks follow from them.'),
})
export type ListFileReading = Readonly<z.infer<typeof ListFileReading>>

export const ImportAnswer = z.object({
  playlist: PlaylistHead.nullable(),
  receipt: AcceptedReceipt,
  total: z.int().min(0),
  found: z.int().min(0),
  missing,
})
export type ImportAnswer = Readonly<z.infer<typeof ImportAnswer>>

const file = {
  filename: VisibleText.max(255).describe('The list is called so where it does not say itself how.'),
  content: z
    .string()
    .min(1)
    .max(Math.ceil(MAX_LIST_FILE_BYTES / 3) * 4)
    .describe('The bytes of the file, in base64.'),
}

export const playlistFileContract = contract('playlists', playlistFileEndpoints, {
  look: {
    summary: 'What a playlist file holds, and what of it the library has',
    description: 'M3U, M3U8, XSPF, JSPF, or rules as Navidrome writes them (nsp). Nothing is changed.',
    scope: 'library',
    rate: 'queue',
    body: z.strictObject(file),
    answer: ListFileReading,
  },
  import: {
    summary: 'A new playlist of what the library has of a playlist file',
    description: 'What was not found is told, and kept out. Of a file with rules it is a smart playlist.',
    scope: 'library',
    rate: 'queue',
    status: 201,
    body: z.strictObject({
      ...file,
      title: PlaylistTitle.optional(),
      description: PlaylistDescription.optional(),
      visibility: PlaylistVisibility.optional(),
      ...event,
    }),
    answer: ImportAnswer,
  },
  export: {
    summary: 'A playlist as a file for other programs',
    scope: 'read',
    rate: 'read',
    params: z.object({ id: PlaylistId }),
    query: z.strictObject({
      format: z
        .enum([...PLAYLIST_FILE_FORMATS, RULES_FILE_FORMAT])
        .default('m3u8')
        .describe('`nsp`: the rules of a smart playlist, as Navidrome writes them.'),
    }),
    answer: null,
  },
})
