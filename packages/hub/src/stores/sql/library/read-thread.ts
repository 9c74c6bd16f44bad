import { workerData } from 'node:worker_threads'
import { answerQuestions } from '#threads/inside'
import { openSqlite } from '../runtime/database.ts'
import { libraryReads } from './reads.ts'
import type { ThreadSource } from './threads.ts'

const POSTGRES_CONNECTIONS = 2

const CACHE_MB = 4

const source = workerData as ThreadSource
const database =
  source.engine === 'sqlite'
    ? openSqlite({ path: source.path, synchronous: 'full', readOnly: true, cacheMb: CACHE_MB })
    : (await import('../runtime/open-postgres.ts')).openPostgres({
        url: source.url,
        ca: source.ca,
        max: POSTGRES_CONNECTIONS,
      })

answerQuestions({ ...libraryReads(database.kysely) })
