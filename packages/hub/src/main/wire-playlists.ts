import type { FastifyPluginAsync } from 'fastify'
import { playlistFileDoor, playlistRulesDoor } from '#doors/rest'
import {
  type Clock,
  type LibraryReads,
  type ListFormats,
  playlistFiles,
  type RunningEngine,
  smartPlaylists,
} from '#engine'

export interface PlaylistParts {
  readonly engine: RunningEngine
  readonly library: LibraryReads
  readonly formats: ListFormats
  readonly clock: Clock
  readonly onFailure: (error: unknown) => void
}

export interface WiredPlaylists extends AsyncDisposable {
  readonly doors: readonly FastifyPluginAsync[]
}

/** Playlists as files, and playlists by rules, which are kept up from now on. */
export function wirePlaylists({ formats, ...parts }: PlaylistParts): WiredPlaylists {
  const { engine, library } = parts
  const smart = smartPlaylists(parts)
  engine.keptUpBy(smart.upkeep)
  return {
    doors: [
      playlistFileDoor({ files: playlistFiles({ engine, library, formats, smart }) }),
      playlistRulesDoor({ smart }),
    ],
    [Symbol.asyncDispose]: () => smart[Symbol.asyncDispose](),
  }
}
