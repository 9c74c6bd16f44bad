// Reads the library in a thread of its own, on a connection that cannot write: however long an answer takes, the
// thread that serves requests is free meanwhile.
import type { LibraryReads } from '#engine'
import { askedThread, type ThreadSource } from '../runtime/asked-thread.ts'
import { READS } from './reads.ts'

/** Somebody who comes back after a rest waits a moment longer once. */
const LIMITS = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 8, restsAfterMs: 10 * 60_000 }

export type LibraryReader = LibraryReads & AsyncDisposable

/** The database must have been migrated before the first question. */
export function libraryReader(source: ThreadSource): LibraryReader {
  const thread = askedThread(new URL('./read-thread.ts', import.meta.url), source, LIMITS)
  const reads = Object.fromEntries(
    READS.map((name) => [name, (...parameters: readonly unknown[]) => thread.ask(name, parameters)]),
  ) as unknown as LibraryReads
  return { ...reads, [Symbol.asyncDispose]: () => thread[Symbol.asyncDispose]() }
}
