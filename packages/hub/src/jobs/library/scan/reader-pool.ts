// A few threads that read files. Over a chunk that a thread dies of, hangs or fails, its files are read one by one, so
// that one bad file costs only itself.
import { threadPool } from '#threads'
import type { Chunk, ChunkResult, ReaderQuestions } from './reader-thread.ts'

const CHUNK_TIMEOUT_MS = 60_000
/** Some pictures at once, each up to 20 MiB. */
const MEMORY = { maxOldGenerationSizeMb: 384, maxYoungGenerationSizeMb: 8 }
/** Each thread is given a few chunks at once; all of them, file by file, are fewer. */
const MAX_WAITING = 100_000

export interface ReaderPool extends AsyncDisposable {
  /** Resolves with one answer for each path, whatever happens. Rejects only when the pool is closed. */
  read(chunk: Chunk): Promise<ChunkResult>
}

export type ReaderPoolOptions = {
  readonly threads: number
  readonly timeoutMs?: number
  /** Tests put a thread of their own here. */
  readonly program?: URL
}

export function readerPool({
  threads,
  timeoutMs = CHUNK_TIMEOUT_MS,
  program = new URL('./reader-thread.ts', import.meta.url),
}: ReaderPoolOptions): ReaderPool {
  const pool = threadPool<ReaderQuestions>({
    program,
    threads,
    memory: MEMORY,
    mostWaiting: MAX_WAITING,
    answersWithinMs: timeoutMs,
  })
  let closed = false

  return {
    async read(chunk) {
      const result = closed ? null : await pool.ask('readChunk', chunk).catch(() => null)
      if (result) return result
      if (closed) throw new Error('The readers are closed')
      const [only, ...others] = chunk.paths
      if (only !== undefined && others.length === 0) {
        return { files: [{ path: only, problem: 'file.took-too-long' }], covers: [] }
      }
      const singly = await Promise.all(chunk.paths.map((path) => this.read({ ...chunk, paths: [path] })))
      return joined(singly)
    },
    async [Symbol.asyncDispose]() {
      closed = true
      await pool[Symbol.asyncDispose]()
    },
  }
}

function joined(results: readonly ChunkResult[]): ChunkResult {
  const covers: Uint8Array[] = []
  const files = results.flatMap((result) => {
    const offset = covers.length
    covers.push(...result.covers)
    return result.files.map((file) =>
      'cover' in file && file.cover !== null ? { ...file, cover: file.cover + offset } : file,
    )
  })
  return { files, covers }
}
