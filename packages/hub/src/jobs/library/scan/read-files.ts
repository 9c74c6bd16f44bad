// Reads many files: neighbours of one folder go to a reader together, and a bounded number of groups is on its way.

import type { WalkedFile } from '../walk/walk.ts'
import type { Intake } from './intake.ts'
import type { ProgressReport } from './progress.ts'
import { readerPool } from './reader-pool.ts'

const CHUNK_FILES = 32

export type Reading = {
  readonly root: string
  readonly threads: number
  readonly signal: AbortSignal
  readonly progress: ProgressReport
  readonly taken: Intake
}

export async function readFiles(reading: Reading, files: readonly WalkedFile[]): Promise<void> {
  if (files.length === 0) return
  const { root, threads, signal, progress, taken } = reading
  signal.throwIfAborted()
  await using readers = readerPool({ threads })
  const stop = () => void readers[Symbol.asyncDispose]()
  signal.addEventListener('abort', stop, { once: true })
  const running = new Set<Promise<void>>()
  let failure: { readonly error: unknown } | null = null
  const read = async (chunk: readonly WalkedFile[]) => {
    const paths = chunk.map((file) => file.path)
    const cueOf = Object.fromEntries(chunk.flatMap(({ path, cuePath }) => (cuePath ? [[path, cuePath]] : [])))
    const result = await readers.read({ root, paths, coverPath: chunk[0]?.coverPath ?? null, cueOf })
    await taken.addRead(result, chunk)
    for (const file of result.files) {
      if ('problem' in file) progress.counts.failed += 1
      else progress.counts.read += 1
    }
    progress.note()
  }
  try {
    for (const chunk of neighbours(files)) {
      while (running.size >= threads * 4) await Promise.race(running)
      if (failure) break
      signal.throwIfAborted()
      const job: Promise<void> = read(chunk)
        .catch((error: unknown) => {
          failure ??= { error }
        })
        .finally(() => running.delete(job))
      running.add(job)
    }
    await Promise.all(running)
    throwIfFailed(failure)
    await taken.flush()
  } finally {
    signal.removeEventListener('abort', stop)
    await Promise.all(running)
  }
}

function throwIfFailed(failure: { readonly error: unknown } | null): void {
  if (failure) throw failure.error
}

function* neighbours(files: readonly WalkedFile[]): Generator<readonly WalkedFile[]> {
  let chunk: WalkedFile[] = []
  for (const file of files) {
    const last = chunk.at(-1)
    if (last && (chunk.length >= CHUNK_FILES || folderOf(last.path) !== folderOf(file.path))) {
      yield chunk
      chunk = []
    }
    chunk.push(file)
  }
  if (chunk.length > 0) yield chunk
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1)
}
