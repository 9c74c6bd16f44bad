import type { LibraryReads, LibraryStore, LibraryWrites } from '#engine'
import type { SqlDatabase } from '../runtime/database.ts'
import { playlistStarts, playsOf } from './browse/own-listening.ts'
import { copiedFolders } from './ingest/copied-folders.ts'
import {
  addFolder,
  coverRow,
  keepPlace,
  listFolders,
  placeKept,
  trackContent,
  trackFile,
} from './ingest/folders-files.ts'
import { contentsOfSize, folderBytes, trackAt } from './ingest/uploaded-files.ts'
import { keepPicture, pictureBytes } from './pictures.ts'
import { libraryReads } from './reads.ts'
import { TRACK_COLUMNS, trackOf } from './rows/columns.ts'
import { type LibrarySources, libraryWrites } from './writes.ts'

/**
 * The library of every household of this database. Rules: docs/protocol/library.md. What may take long comes from
 * `reads` and goes through `writes`: threads of their own (`libraryReader`, `libraryWriter`), or by default the
 * database's own connection, for what is small or in memory.
 */
export function sqlLibraryStore(
  database: SqlDatabase,
  { newId, wallMs }: LibrarySources,
  reads: LibraryReads = libraryReads(database.kysely),
  writes: LibraryWrites = libraryWrites(database, { newId, wallMs }),
): LibraryStore {
  const { kysely: db } = database
  return {
    ...reads,
    ...writes,
    addFolder: (householdId, path, origin = 'settings') =>
      addFolder(db, householdId, path, origin, { id: newId(), now: wallMs() }),
    folders: (householdId) => listFolders(db, householdId),
    placeKept: (householdId, folderId) => placeKept(db, householdId, folderId),
    keepPlace: (householdId, folderId, place) => keepPlace(db, householdId, folderId, place),
    copiedFolders: (householdId, folderId) => copiedFolders(db, householdId, folderId),
    async track(householdId, trackId) {
      const row = await db
        .selectFrom('library_tracks')
        .select(TRACK_COLUMNS)
        .where('household_id', '=', householdId)
        .where('id', '=', trackId)
        .executeTakeFirst()
      return row ? trackOf(row) : null
    },
    plays: (viewer, trackId) => playsOf(db, viewer, trackId),
    playlistStarts: (viewer) => playlistStarts(db, viewer),
    content: (householdId, trackId) => trackContent(db, householdId, trackId),
    trackAt: (householdId, folderId, path) => trackAt(db, householdId, folderId, path),
    ofSize: (householdId, sizeBytes) => contentsOfSize(db, householdId, sizeBytes),
    folderBytes: (householdId, folderId) => folderBytes(db, householdId, folderId),
    file: (householdId, trackId) => trackFile(db, householdId, trackId),
    cover: (householdId, coverId) => coverRow(db, householdId, coverId),
    picture: (householdId, coverId) => pictureBytes(db, householdId, coverId),
    keepPicture: (householdId, picture) => keepPicture(database, householdId, picture),
  }
}
