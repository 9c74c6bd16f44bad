// The library is read and written in threads of their own, so that the thread that serves requests never waits for rows.
import type { LibraryReads, LibraryWrites } from '#engine'
import { restingThread } from '#threads'
import type { Questions } from '#threads/inside'
import type { SqlDatabase } from '../runtime/database.ts'
import { READS } from './reads.ts'
import { WRITES } from './writes.ts'

/** How a thread opens the database that the hub has open. */
export type ThreadSource =
  | { readonly engine: 'sqlite'; readonly path: string }
  | { readonly engine: 'postgres'; readonly url: string; readonly ca?: string | undefined }

const MAX_WAITING = 1_000
/** Somebody who comes back after a rest waits a moment longer once. */
const READER = {
  program: new URL('./read-thread.ts', import.meta.url),
  memory: { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 8 },
  restsAfterMs: 10 * 60_000,
}
const WRITER = {
  program: new URL('./write-thread.ts', import.meta.url),
  memory: { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 8 },
  restsAfterMs: 60_000,
}
const OF_THE_STORE = { mostWaiting: MAX_WAITING, lost: 'store.unavailable' } as const

export type LibraryReader = LibraryReads & AsyncDisposable

/** On a connection that cannot write. The database must have been migrated before the first question. */
export function libraryReader(source: ThreadSource): LibraryReader {
  const thread = restingThread<Questions>({ ...READER, ...OF_THE_STORE, data: source })
  const reads = Object.fromEntries(
    READS.map((name) => [name, (...parameters: never[]) => thread.ask(name, ...parameters)]),
  ) as unknown as LibraryReads
  return { ...reads, [Symbol.asyncDispose]: () => thread[Symbol.asyncDispose]() }
}

export type LibraryWriter = LibraryWrites & AsyncDisposable

/**
 * `database` is the same one, as this thread has it open: SQLite has one writer, and the hub's own connection rests while
 * the thread's is at work, so that neither finds the other's lock. It must have been migrated before the first write.
 */
export function libraryWriter(source: ThreadSource, database: SqlDatabase): LibraryWriter {
  const thread = restingThread<Questions>({ ...WRITER, ...OF_THE_STORE, data: source })
  const inTurn =
    database.engine === 'sqlite'
      ? <T>(write: () => Promise<T>) => database.kysely.connection().execute(write)
      : <T>(write: () => Promise<T>) => write()
  const writes = Object.fromEntries(
    WRITES.map((name) => [name, (...parameters: never[]) => inTurn(() => thread.ask(name, ...parameters))]),
  ) as unknown as LibraryWrites
  return { ...writes, [Symbol.asyncDispose]: () => thread[Symbol.asyncDispose]() }
}
