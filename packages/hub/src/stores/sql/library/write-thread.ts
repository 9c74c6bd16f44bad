import { randomUUID } from 'node:crypto'
import { parentPort, workerData } from 'node:worker_threads'
import { answered, type Question, type ThreadSource } from '../runtime/asked-thread.ts'
import { openPostgres, openSqlite } from '../runtime/database.ts'
import { libraryWrites } from './writes.ts'

const CACHE_MB = 4

const source = workerData as ThreadSource
// What a power cut takes of a scan, the next scan reads again: no commit waits until the disk has it. The hub's next
// command makes these lasting too.
const database =
  source.engine === 'sqlite'
    ? openSqlite({ path: source.path, synchronous: 'normal', cacheMb: CACHE_MB })
    : openPostgres({ url: source.url, ca: source.ca, max: 1 })
const writes = { ...libraryWrites(database, { newId: randomUUID, wallMs: Date.now }) }

parentPort?.on('message', async (question: Question) => {
  parentPort?.postMessage(await answered(question, writes))
})
