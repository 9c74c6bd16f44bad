import type { PlaylistId, PlaylistView } from '@baton/protocol'
import { PLAYLISTS, type Playlist, type PlaylistShelf, SHELF } from '#domain'
import type { Dialect } from '../runtime/dialect.ts'
import { ask, type Script } from '../runtime/script.ts'
import type { Rows } from '../transaction/rows.ts'
import { rowsCache } from '../transaction/rows-cache.ts'
import {
  askPlaylistEntries,
  askPlaylistHead,
  askShelf,
  type FullPlaylistRows,
  forgetPlaylist,
  type PlaylistRows,
  savePlaylist,
} from './playlist-rows.ts'

export function playlistRows(dialect: Dialect): Rows<PlaylistId, Playlist | null, PlaylistRows | null> {
  const lists = rowsCache<PlaylistId, FullPlaylistRows>()

  function* loadEntries(view: PlaylistView): Script<FullPlaylistRows> {
    const kept = lists.get(view.playlistId, view.revision)
    if (kept) return { ...kept, view }
    const [rows] = yield* ask(askPlaylistEntries(view.playlistId))
    return { view, ...rows }
  }

  /** Saved without its entries, a list has those of the revision before. One whose head was only read may not. */
  function fullRows({ view, entries, ranks }: PlaylistRows, written: boolean): FullPlaylistRows | null {
    if (entries !== null) return { view, entries, ranks }
    return written ? lists.get(view.playlistId, view.revision - 1) : null
  }

  return {
    kind: PLAYLISTS,
    *load(householdId, playlistId, whole) {
      const [view] = yield* ask(askPlaylistHead(householdId, playlistId))
      if (!view) return { state: null, kept: null }
      const kept = whole ? yield* loadEntries(view) : { view, entries: null, ranks: new Map() }
      return { state: { view, entries: kept.entries }, kept }
    },
    save(householdId, { key: playlistId, before, after }, former) {
      if (after === null) return { statements: [forgetPlaylist(householdId, playlistId)], kept: null }
      if ((before === null) !== (former === null)) {
        throw new Error(`Playlist ${playlistId} was not loaded and cannot be saved`)
      }
      const { statements, saved } = savePlaylist(dialect, householdId, former, after)
      return { statements, kept: saved }
    },
    committed(kept, written) {
      const rows = kept && fullRows(kept, written)
      if (kept && rows) lists.keep(kept.view.playlistId, kept.view.revision, { ...rows, view: kept.view })
    },
  }
}

export function shelfRows(): Rows<null, PlaylistShelf | null, null> {
  return {
    kind: SHELF,
    *load(householdId) {
      const [state] = yield* ask(askShelf(householdId))
      return { state, kept: null }
    },
  }
}
