import { parentPort, workerData } from 'node:worker_threads'
import { BatonError } from '@baton/protocol'
import { openPostgres, openSqlite } from './database.ts'
import type { Answer, Question, ReaderSource } from './library-reader.ts'
import { libraryReads } from './library-reads.ts'

const POSTGRES_CONNECTIONS = 2

const source = workerData as ReaderSource
const database =
  source.engine === 'sqlite'
    ? openSqlite({ path: source.path, synchronous: 'full', readOnly: true })
    : openPostgres({ url: source.url, max: POSTGRES_CONNECTIONS })
const reads = libraryReads(database.kysely)

parentPort?.on('message', async ({ number, read, parameters }: Question) => {
  const answer = await (reads[read] as (...parameters: readonly unknown[]) => Promise<unknown>)(
    ...parameters,
  ).then(
    (value): Answer => ({ number, value }),
    (error: unknown): Answer =>
      error instanceof BatonError
        ? { number, failure: { code: error.code, details: error.details } }
        : { number, fault: error instanceof Error ? (error.stack ?? error.message) : String(error) },
  )
  parentPort?.postMessage(answer)
})
