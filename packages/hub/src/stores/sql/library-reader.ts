// Reads the library in a thread of its own, on a connection that cannot write: however long an answer takes, the
// thread that serves requests is free meanwhile. A thread that dies is replaced with the next question.
import { Worker } from 'node:worker_threads'
import { BatonError, type ErrorCode, type ErrorDetails } from '@baton/protocol'
import type { LibraryReads } from '#engine'
import { READS, type ReadName } from './library-reads.ts'

const MAX_WAITING = 1_000
const MAX_HEAP_MB = 256
const MAX_YOUNG_MB = 12

export type ReaderSource =
  | { readonly engine: 'sqlite'; readonly path: string }
  | { readonly engine: 'postgres'; readonly url: string }

export type Question = {
  readonly number: number
  readonly read: ReadName
  readonly parameters: readonly unknown[]
}
export type Answer = { readonly number: number } & (
  | { readonly value: unknown }
  | { readonly failure: { readonly code: ErrorCode; readonly details?: ErrorDetails | undefined } }
  | { readonly fault: string }
)

export type LibraryReader = LibraryReads & AsyncDisposable

type Waiting = { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void }

/** The database must have been migrated before the first question. */
export function libraryReader(source: ReaderSource): LibraryReader {
  const waiting = new Map<number, Waiting>()
  let worker: Worker | null = null
  let asked = 0
  let closed = false

  const failAll = (error: () => Error) => {
    for (const { reject } of waiting.values()) reject(error())
    waiting.clear()
  }
  const start = () => {
    const started = new Worker(new URL('./library-reader-thread.ts', import.meta.url), {
      workerData: source,
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB, maxYoungGenerationSizeMb: MAX_YOUNG_MB },
    })
    let cause: unknown
    started.on('error', (error) => {
      cause = error
    })
    started.on('message', (answer: Answer) => {
      const question = waiting.get(answer.number)
      waiting.delete(answer.number)
      if (waiting.size === 0) started.unref()
      if ('value' in answer) question?.resolve(answer.value)
      else if ('failure' in answer) {
        question?.reject(new BatonError(answer.failure.code, answer.failure.details))
      } else question?.reject(new Error(answer.fault))
    })
    started.on('exit', () => {
      if (worker === started) worker = null
      failAll(() => new BatonError('store.unavailable', undefined, { cause }))
    })
    started.unref()
    return started
  }
  const ask = (read: ReadName, parameters: readonly unknown[]) =>
    new Promise<unknown>((resolve, reject) => {
      if (closed) return reject(new BatonError('hub.draining'))
      if (waiting.size >= MAX_WAITING) return reject(new BatonError('hub.busy'))
      worker ??= start()
      worker.ref()
      asked += 1
      waiting.set(asked, { resolve, reject })
      worker.postMessage({ number: asked, read, parameters } satisfies Question)
    })

  const reads = Object.fromEntries(
    READS.map((read) => [read, (...parameters: readonly unknown[]) => ask(read, parameters)]),
  ) as unknown as LibraryReads
  return {
    ...reads,
    async [Symbol.asyncDispose]() {
      closed = true
      await worker?.terminate()
      failAll(() => new BatonError('hub.draining'))
    },
  }
}
