// Reads the library in a thread of its own, on a connection that cannot write: however long an answer takes, the
// thread that serves requests is free meanwhile.
import type { LibraryReads } from '#engine'
import { READS } from './library-reads.ts'
import { askedThread, type ThreadSource } from './library-thread.ts'

const MEMORY = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 12 }

export type LibraryReader = LibraryReads & AsyncDisposable

/** The database must have been migrated before the first question. */
export function libraryReader(source: ThreadSource): LibraryReader {
  const thread = askedThread(new URL('./library-reader-thread.ts', import.meta.url), source, MEMORY)
  const reads = Object.fromEntries(
    READS.map((name) => [name, (...parameters: readonly unknown[]) => thread.ask(name, parameters)]),
  ) as unknown as LibraryReads
  return { ...reads, [Symbol.asyncDispose]: () => thread[Symbol.asyncDispose]() }
}
