// Postgres orders the transactions of a household by a lock on its row. Within one process they wait for each other
// here, so that a busy household holds one connection and not all of them.
import { setTimeout as sleep } from 'node:timers/promises'
import { BatonError, namedTurns } from '@baton/protocol'
import type { SqlDatabase } from './database.ts'
import { kindOf, unavailable } from './postgres-failures.ts'
import { NothingCommitted, transaction } from './postgres-transaction.ts'
import { MAX_WAITING, type Runner, type StoreHooks } from './runner.ts'
import type { Script } from './script.ts'

const MAX_ATTEMPTS = 3
/** Before the second attempt; twice as much before the third. */
const PAUSE_MS = 40

export function postgresRunner(database: SqlDatabase, { beforeStatement }: StoreHooks): Runner {
  if (database.raw.engine !== 'postgres') throw new TypeError('This database is not Postgres')
  const { pool } = database.raw
  const lanes = namedTurns({ mostWaiting: MAX_WAITING })
  let closed = false

  return {
    async write<T>(lane: string, script: () => Script<T>): Promise<T> {
      if (closed) throw new BatonError('hub.draining')
      return lanes.take(lane, () => attempts(() => transaction(pool, 'write', script(), beforeStatement)))
    },
    async read(script) {
      if (closed) throw new BatonError('hub.draining')
      return attempts(() => transaction(pool, 'read', script()))
    },
    async close() {
      closed = true
      await lanes.over()
    },
  }
}

async function attempts<T>(attempt: () => Promise<T>): Promise<T> {
  for (let nth = 1; ; nth++) {
    try {
      return await attempt()
    } catch (error) {
      const cause = error instanceof NothingCommitted ? error.cause : error
      const kind = kindOf(cause)
      if (kind === 'mistake') throw cause
      const repeatable = kind === 'conflict' || (kind === 'connection' && error instanceof NothingCommitted)
      if (!repeatable || nth === MAX_ATTEMPTS) throw unavailable(cause)
      await sleep(PAUSE_MS * nth * (0.5 + Math.random()))
    }
  }
}
