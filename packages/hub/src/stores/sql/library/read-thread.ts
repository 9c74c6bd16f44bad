import { parentPort, workerData } from 'node:worker_threads'
import { answered, type Question, type ThreadSource } from '../runtime/asked-thread.ts'
import { openPostgres, openSqlite } from '../runtime/database.ts'
import { libraryReads } from './reads.ts'

const POSTGRES_CONNECTIONS = 2

const CACHE_MB = 4

const source = workerData as ThreadSource
const database =
  source.engine === 'sqlite'
    ? openSqlite({ path: source.path, synchronous: 'full', readOnly: true, cacheMb: CACHE_MB })
    : openPostgres({ url: source.url, ca: source.ca, max: POSTGRES_CONNECTIONS })
const reads = { ...libraryReads(database.kysely) }

parentPort?.on('message', async (question: Question) => {
  parentPort?.postMessage(await answered(question, reads))
})
