import type { LibraryWrites } from '#engine'
import type { SqlDatabase } from '../runtime/database.ts'
import { leaveFolder, removeFolder } from './ingest/folders-files.ts'
import { COPY_KINDS, followCopies } from './ingest/follow-copies.ts'
import { ingestBatch } from './ingest/ingest-batch.ts'
import { markFiles } from './ingest/known-files.ts'

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
    async followCopies(householdId, folderId, gone = 'marked') {
      let total = 0
      for (const alike of COPY_KINDS) {
        for (let from: string | null = ''; from !== null; ) {
          const after: string = from
          const { followed, next } = await transact.execute((transaction) =>
            followCopies(transaction, householdId, folderId, { gone, alike, after }),
          )
          total += followed
          from = next
        }
      }
      return total
    },
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
  'followCopies',
  'leaveFolder',
  'removeFolder',
] as const satisfies readonly (keyof LibraryWrites)[]
