import { BatonError, PlaylistTitle, type PlaylistView } from '@baton/protocol'
import type { Engine } from '../api/engine.ts'
import type { ListFile, ListReading, MissingOfList, PlaylistFiles } from '../api/playlist-files.ts'
import { mustBeWithin, type Principal } from '../api/principal.ts'
import type { SmartPlaylists } from '../api/smart-playlists.ts'
import type { LibraryReads } from '../ports/library-reads.ts'
import type { ListFormats, WrittenTrack } from '../ports/playlist-files.ts'
import { nspOf, rulesInFile } from '../smart-playlists/nsp.ts'

const MAX_FILENAME = 100

export interface PlaylistFilesParts {
  readonly engine: Pick<Engine, 'executeAndShow' | 'playlist'>
  readonly library: Pick<LibraryReads, 'matchListed' | 'playlistPaths'>
  readonly formats: ListFormats
  readonly smart: Pick<SmartPlaylists, 'fitting'>
}

export function playlistFiles({ engine, library, formats, smart }: PlaylistFilesParts): PlaylistFiles {
  const read = async (principal: Principal, file: ListFile): Promise<ListReading> => {
    const { filename, bytes } = file
    const { householdId } = mustBeWithin(principal, 'library')
    const written = rulesInFile(file)
    if (written) {
      const { description, rules } = written
      const { trackIds } = await smart.fitting(principal, rules)
      const title = listTitle(written.title, filename)
      return { title, description, total: trackIds.length, trackIds, missing: [], rules }
    }
    const list = await formats.read(bytes)
    const matches = await library.matchListed(householdId, list.tracks)
    const missing: MissingOfList[] = []
    const trackIds = matches.flatMap((match, nth) => {
      if (match.trackId !== null) return match.trackId
      missing.push({ number: nth + 1, text: list.tracks[nth]?.text ?? '', reason: match.reason })
      return []
    })
    return { title: listTitle(list.title, filename), total: list.tracks.length, trackIds, missing }
  }
  return {
    read,
    async import(principal, { title, description, visibility, ...file }, commandId) {
      const reading = await read(principal, file)
      const { total, trackIds, rules } = reading
      if (trackIds.length === 0 && !rules) throw new BatonError('playlist.nothing-found', { tracks: total })
      const executed = await engine.executeAndShow(
        principal,
        {
          type: 'playlist.create',
          title: title ?? reading.title,
          description: description ?? reading.description,
          visibility,
          ...(rules ? { rules } : { source: { trackIds: [...trackIds] } }),
        },
        commandId,
      )
      return { executed, reading }
    },
    async export(principal, playlistId, format) {
      const found = await engine.playlist(principal, playlistId)
      if (found?.playlist.deletedAt !== null) throw new BatonError('playlist.not-found')
      const { playlist, entries } = found
      const filename = `${fileNameOf(playlist)}.${format}`
      if (format === 'nsp') {
        if (!playlist.rules) throw new BatonError('playlist.no-rules')
        const bytes = Buffer.from(`${JSON.stringify(nspOf(playlist, playlist.rules), null, 2)}\n`)
        return { filename, bytes }
      }
      const files = await library.playlistPaths(principal.householdId, playlistId)
      const fileOf = new Map(files.map((file) => [file.trackId, file]))
      const tracks = entries.map(({ trackId, title, artist, album, durationMs }): WrittenTrack => {
        const { path = null, recordingId = null } = fileOf.get(trackId) ?? {}
        return { title, artist, album, durationMs, path, recordingId }
      })
      const { title, description } = playlist
      const bytes = await formats.write(format, { title, description, tracks })
      return { filename, bytes }
    },
  }
}

/** As the list itself says; else its file's name without what it ends in. */
export function listTitle(said: string | null, filename: string): string {
  const name = filename.replace(/^.*[\\/]/, '').replace(/\.[^.]+$/, '')
  for (const one of [said, name]) {
    const title = PlaylistTitle.safeParse(one?.slice(0, 120).toWellFormed())
    if (title.success) return title.data
  }
  return 'Playlist'
}

/** What no system takes as a name of a file is left out. */
function fileNameOf({ title }: Pick<PlaylistView, 'title'>): string {
  const name = title
    .replace(/[\p{Cc}<>:"/\\|?*]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .slice(0, MAX_FILENAME)
    .toWellFormed()
    .replace(/^[. ]+|[. ]+$/g, '')
  return name === '' ? 'playlist' : name
}
