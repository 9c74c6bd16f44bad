import type { LibraryWrites } from '#engine'
import type { SqlDatabase } from '../runtime/database.ts'
import { leaveFolder, markFiles, removeFolder } from './ingest/folders-files.ts'
import { ingestBatch } from './ingest/ingest-batch.ts'

export type LibrarySources = {
  /** A new random UUID, lower-case. */
  readonly newId: () => string
  readonly wallMs: () => number
}

/** Writes on this connection, in this thread. */
export function libraryWrites(
  { kysely, engine }: SqlDatabase,
  { newId, wallMs }: LibrarySources,
): LibraryWrites {
  const transact = kysely.transaction()
  return {
    ingest: (householdId, folderId, batch) =>
      transact.execute((transaction) =>
        ingestBatch({ engine, transaction, householdId, folderId, newId, now: wallMs() }, batch),
      ),
    markMissing: (householdId, folderId, paths) =>
      transact.execute((transaction) => markFiles(transaction, householdId, folderId, paths, true)),
    markPresent: (householdId, folderId, paths) =>
      transact.execute((transaction) => markFiles(transaction, householdId, folderId, paths, false)),
    leaveFolder: (householdId, folderId) =>
      transact.execute((transaction) => leaveFolder(transaction, householdId, folderId)),
    removeFolder: (householdId, folderId) =>
      transact.execute((transaction) => removeFolder(transaction, householdId, folderId)),
  }
}

/** The names of the writes, for whoever hands them on to another thread. */
export const WRITES = [
  'ingest',
  'markMissing',
  'markPresent',
  'leaveFolder',
  'removeFolder',
] as const satisfies readonly (keyof LibraryWrites)[]
