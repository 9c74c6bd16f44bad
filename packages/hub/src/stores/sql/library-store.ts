import type { LibraryStore } from '#engine'
import type { SqlDatabase } from './database.ts'
import {
  addFolder,
  coverRow,
  knownFiles,
  listFolders,
  markFiles,
  removeFolder,
  trackFile,
} from './library-files.ts'
import { ingestBatch } from './library-ingest.ts'
import {
  albumPage,
  artistPage,
  listAlbums,
  listArtists,
  listProblems,
  listTracks,
  summary,
  tracksOf,
} from './library-lists.ts'
import { TRACK_COLUMNS, trackOf } from './library-rows.ts'

export type LibrarySources = {
  /** A new random UUID, lower-case. */
  readonly newId: () => string
  readonly wallMs: () => number
}

/** The library of every household of this database. Rules B1 to B19. */
export function sqlLibraryStore(
  { kysely: db }: SqlDatabase,
  { newId, wallMs }: LibrarySources,
): LibraryStore {
  return {
    addFolder: (householdId, path) => addFolder(db, householdId, path, { id: newId(), now: wallMs() }),
    folders: (householdId) => listFolders(db, householdId),
    removeFolder: (householdId, folderId) => removeFolder(db, householdId, folderId),
    known: (householdId, folderId, page) => knownFiles(db, householdId, folderId, page),
    ingest: (householdId, folderId, batch) =>
      db
        .transaction()
        .execute((transaction) =>
          ingestBatch({ transaction, householdId, folderId, newId, now: wallMs() }, batch),
        ),
    markMissing: (householdId, folderId, paths) => markFiles(db, householdId, folderId, paths, true),
    markPresent: (householdId, folderId, paths) => markFiles(db, householdId, folderId, paths, false),
    listTracks: (householdId, query) => listTracks(db, householdId, query),
    listAlbums: (householdId, query) => listAlbums(db, householdId, query),
    listArtists: (householdId, query) => listArtists(db, householdId, query),
    scanErrors: (householdId, query) => listProblems(db, householdId, query),
    async track(householdId, trackId) {
      const row = await db
        .selectFrom('library_tracks')
        .select(TRACK_COLUMNS)
        .where('household_id', '=', householdId)
        .where('id', '=', trackId)
        .executeTakeFirst()
      return row ? trackOf(row) : null
    },
    album: (householdId, albumId) => albumPage(db, householdId, albumId),
    artist: (householdId, artistId) => artistPage(db, householdId, artistId),
    tracksOf: (householdId, of) => tracksOf(db, householdId, of),
    file: (householdId, trackId) => trackFile(db, householdId, trackId),
    cover: (householdId, coverId) => coverRow(db, householdId, coverId),
    summary: (householdId) => summary(db, householdId),
  }
}
