// A few threads that read files. A thread that dies or hangs is replaced, and its chunk is read again file by file,
// so that one bad file costs only itself.
import { Worker } from 'node:worker_threads'
import type { Chunk, ChunkResult } from './reader-thread.ts'

const CHUNK_TIMEOUT_MS = 60_000
/** Some pictures at once, each up to 20 MiB. */
const MEMORY = { maxOldGenerationSizeMb: 384, maxYoungGenerationSizeMb: 8 }

export interface ReaderPool extends AsyncDisposable {
  /** Resolves with one answer for each path, whatever happens. Rejects only when the pool is closed. */
  read(chunk: Chunk): Promise<ChunkResult>
}

export type ReaderPoolOptions = {
  readonly threads: number
  readonly timeoutMs?: number
  /** Tests put a thread of their own here. */
  readonly source?: URL
}

type Job = {
  readonly chunk: Chunk
  readonly done: (result: ChunkResult | null) => void
}

export function readerPool({
  threads,
  timeoutMs = CHUNK_TIMEOUT_MS,
  source = new URL('./reader-thread.ts', import.meta.url),
}: ReaderPoolOptions): ReaderPool {
  const waiting: Job[] = []
  const lanes = new Set<Worker>()
  const idle: Worker[] = []
  let closed = false

  const give = () => {
    while (waiting.length > 0 && (idle.length > 0 || lanes.size < threads)) {
      const worker = idle.pop() ?? start()
      const job = waiting.shift()
      if (job) run(worker, job)
    }
  }
  const start = () => {
    const worker = new Worker(source, { resourceLimits: MEMORY })
    worker.on('error', () => {})
    worker.on('exit', () => {
      lanes.delete(worker)
      if (idle.includes(worker)) idle.splice(idle.indexOf(worker), 1)
    })
    lanes.add(worker)
    return worker
  }
  const run = (worker: Worker, job: Job) => {
    const settle = (result: ChunkResult | null) => {
      clearTimeout(timer)
      worker.off('message', answered)
      worker.off('exit', lost)
      job.done(result)
      if (!closed) give()
    }
    const answered = (result: ChunkResult) => {
      idle.push(worker)
      settle(result)
    }
    const lost = () => {
      lanes.delete(worker)
      void worker.terminate()
      settle(null)
    }
    const timer = setTimeout(lost, timeoutMs)
    worker.on('message', answered)
    worker.on('exit', lost)
    worker.postMessage(job.chunk)
  }
  const attempt = (chunk: Chunk) =>
    new Promise<ChunkResult | null>((done) => {
      waiting.push({ chunk, done })
      give()
    })

  return {
    async read(chunk) {
      const result = closed ? null : await attempt(chunk)
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
      for (const job of waiting.splice(0)) job.done(null)
      await Promise.all([...lanes].map((worker) => worker.terminate()))
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
