import { type Kysely, sql } from 'kysely'
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
import type { Tables } from './tables.ts'

export type LibrarySources = {
  /** A new random UUID, lower-case. */
  readonly newId: () => string
  readonly wallMs: () => number
}

/**
 * The library of every household of this database. Rules: docs/protocol/library.md. `reads` answer what may take long: those of a
 * thread of their own (`libraryReader`), or by default on the database's own connection, for what is small or in memory.
 */
export function sqlLibraryStore(
  database: SqlDatabase,
  { newId, wallMs }: LibrarySources,
  reads: LibraryReads = libraryReads(database.kysely),
): LibraryStore {
  const { kysely: db, engine } = database
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
      withoutWaitingForTheDisk(database, (connection) =>
        connection
          .transaction()
          .execute((transaction) =>
            ingestBatch({ engine, transaction, householdId, folderId, newId, now: wallMs() }, batch),
          ),
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

/**
 * What a power cut takes of a scan, the next scan reads again: such a commit need not wait until the disk has it. Of
 * SQLite's one writer nobody else has a use meanwhile; the commit that comes next makes this one lasting too.
 */
function withoutWaitingForTheDisk<T>(
  { kysely, engine }: SqlDatabase,
  write: (connection: Kysely<Tables>) => Promise<T>,
): Promise<T> {
  if (engine !== 'sqlite') return write(kysely)
  return kysely.connection().execute(async (connection) => {
    const { rows } = await sql<{ synchronous: number }>`pragma synchronous`.execute(connection)
    const usual = rows[0]?.synchronous ?? FULL
    await sql`pragma synchronous = ${sql.lit(Math.min(usual, NORMAL))}`.execute(connection)
    try {
      return await write(connection)
    } finally {
      await sql`pragma synchronous = ${sql.lit(usual)}`.execute(connection)
    }
  })
}

const NORMAL = 1
const FULL = 2
