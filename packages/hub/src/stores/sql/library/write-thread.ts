import { randomUUID } from 'node:crypto'
import { workerData } from 'node:worker_threads'
import { answerQuestions } from '#threads/inside'
import { openSqlite } from '../runtime/database.ts'
import type { ThreadSource } from './threads.ts'
import { libraryWrites } from './writes.ts'

const CACHE_MB = 4

const source = workerData as ThreadSource
// What a power cut takes of a scan, the next scan reads again: no commit waits until the disk has it. The hub's next
// command makes these lasting too.
const database =
  source.engine === 'sqlite'
    ? openSqlite({ path: source.path, synchronous: 'normal', cacheMb: CACHE_MB })
    : (await import('../runtime/open-postgres.ts')).openPostgres({ url: source.url, ca: source.ca, max: 1 })

answerQuestions({ ...libraryWrites(database, { newId: randomUUID, wallMs: Date.now }) })
