import type { LibraryReads, LibraryStore } from '#engine'
import type { SqlDatabase } from './database.ts'
import {
  addFolder,
  coverRow,
  leaveFolder,
  listFolders,
  markFiles,
  removeFolder,
  trackContent,
  trackFile,
} from './library-files.ts'
import { ingestBatch } from './library-ingest.ts'
import { libraryReads } from './library-reads.ts'
import { TRACK_COLUMNS, trackOf } from './library-rows.ts'

export type LibrarySources = {
  /** A new random UUID, lower-case. */
  readonly newId: () => string
  readonly wallMs: () => number
}

/**
 * The library of every household of this database. Rules B1 to B31. `reads` answer what may take long: those of a
 * thread of their own (`libraryReader`), or by default on the database's own connection, for what is small or in memory.
 */
export function sqlLibraryStore(
  { kysely: db, engine }: SqlDatabase,
  { newId, wallMs }: LibrarySources,
  reads: LibraryReads = libraryReads(db),
): LibraryStore {
  const transact = db.transaction()
  return {
    ...reads,
    addFolder: (householdId, path, origin = 'settings') =>
      addFolder(db, householdId, path, origin, { id: newId(), now: wallMs() }),
    folders: (householdId) => listFolders(db, householdId),
    leaveFolder: (householdId, folderId) =>
      transact.execute((transaction) => leaveFolder(transaction, householdId, folderId)),
    removeFolder: (householdId, folderId) =>
      transact.execute((transaction) => removeFolder(transaction, householdId, folderId)),
    ingest: (householdId, folderId, batch) =>
      transact.execute((transaction) =>
        ingestBatch({ engine, transaction, householdId, folderId, newId, now: wallMs() }, batch),
      ),
    markMissing: (householdId, folderId, paths) =>
      transact.execute((transaction) => markFiles(transaction, householdId, folderId, paths, true)),
    markPresent: (householdId, folderId, paths) =>
      transact.execute((transaction) => markFiles(transaction, householdId, folderId, paths, false)),
    async track(householdId, trackId) {
      const row = await db
        .selectFrom('library_tracks')
        .select(TRACK_COLUMNS)
        .where('household_id', '=', householdId)
        .where('id', '=', trackId)
        .executeTakeFirst()
      return row ? trackOf(row) : null
    },
    content: (householdId, trackId) => trackContent(db, householdId, trackId),
    file: (householdId, trackId) => trackFile(db, householdId, trackId),
    cover: (householdId, coverId) => coverRow(db, householdId, coverId),
  }
}
