import {
  type ImportAnswer,
  type ListFileReading,
  type PlaylistExportFormat,
  type PlaylistId,
  pathTo,
  playlistFileEndpoints,
  requestTo,
} from '@baton/protocol'
import { randomId } from '../runtime/random-id.ts'
import type { Line } from './request.ts'

/** A long list is some megabytes, and looked for in the whole library. */
const WITHIN_MS = 60_000

/** A file of another program, its bytes in base64. */
export interface PlaylistFile {
  readonly filename: string
  readonly content: string
}

export interface PlaylistFiles {
  /** What it holds, and what of it the library has; nothing is changed. */
  look(file: PlaylistFile): Promise<ListFileReading>
  /** A new playlist of what the library has. */
  import(file: PlaylistFile & { readonly title?: string }): Promise<ImportAnswer>
  /** Where the playlist is downloaded as a file. */
  exportPath(playlistId: PlaylistId, format: PlaylistExportFormat): string
}

export function playlistFiles(line: Line): PlaylistFiles {
  return {
    look: async (body) => {
      const request = requestTo(playlistFileEndpoints.look, { body })
      return (await line.once({ ...request, timeoutMs: WITHIN_MS })) as ListFileReading
    },
    import: async (file) => {
      const body = { ...file, client_event_uuid: randomId() }
      const request = requestTo(playlistFileEndpoints.import, { body })
      return (await line.once({ ...request, timeoutMs: WITHIN_MS })) as ImportAnswer
    },
    exportPath: (id, format) => pathTo(playlistFileEndpoints.export, { id }, { format }),
  }
}
