// Writes the library in a thread of its own, so that the thread that serves requests never waits for rows. SQLite has
// one writer: the hub's own connection rests while the thread's is at work, so neither finds the other's lock.
import type { LibraryWrites } from '#engine'
import { askedThread, type ThreadSource } from '../runtime/asked-thread.ts'
import type { SqlDatabase } from '../runtime/database.ts'
import { WRITES } from './writes.ts'

const LIMITS = { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 8, restsAfterMs: 60_000 }

export type LibraryWriter = LibraryWrites & AsyncDisposable

/** `database` is the same one, as this thread has it open. It must have been migrated before the first write. */
export function libraryWriter(source: ThreadSource, database: SqlDatabase): LibraryWriter {
  const thread = askedThread(new URL('./write-thread.ts', import.meta.url), source, LIMITS)
  const inTurn =
    database.engine === 'sqlite'
      ? <T>(write: () => Promise<T>) => database.kysely.connection().execute(write)
      : <T>(write: () => Promise<T>) => write()
  const writes = Object.fromEntries(
    WRITES.map((name) => [
      name,
      (...parameters: readonly unknown[]) => inTurn(() => thread.ask(name, parameters)),
    ]),
  ) as unknown as LibraryWrites
  return { ...writes, [Symbol.asyncDispose]: () => thread[Symbol.asyncDispose]() }
}
