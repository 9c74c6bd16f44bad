import { BatonError } from '@baton/protocol'
import type { PostgresPool, PostgresPoolClient } from 'kysely'
import type pg from 'pg'

const CONFLICTS = new Set(['40001', '40P01'])

/**
 * `conflict`: rolled back by Postgres to let another pass. `connection`: the server was lost or is going away.
 * `refused`: it answers, and cannot do this now. `mistake`: the hub's own, or a decision that threw.
 */
export function kindOf(error: unknown): 'conflict' | 'connection' | 'refused' | 'mistake' {
  if (!(error instanceof Error)) return 'mistake'
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (CONFLICTS.has(code)) return 'conflict'
  if (/^(08|57P)/.test(code) || code === '25P03') return 'connection'
  if (/^(53|55|57|58)/.test(code)) return 'refused'
  if (/^E[A-Z]+$/.test(code) || /connection|timeout/i.test(error.message)) return 'connection'
  return 'mistake'
}

export function unavailable(cause: unknown): BatonError {
  return new BatonError('store.unavailable', undefined, { cause })
}

/** The pool as Kysely has it: what the server cannot do now is told as the store's refusal, and not as a mistake. */
export function tellingPool(pool: pg.Pool): PostgresPool {
  const known = new WeakMap<pg.PoolClient, PostgresPoolClient>()
  const telling = (client: pg.PoolClient): PostgresPoolClient => {
    // Kysely asks with texts alone: no cursor was configured.
    const query = (sql: unknown, parameters: readonly unknown[] = []) =>
      client.query(String(sql), [...parameters]).catch(translated)
    return {
      query: query as unknown as PostgresPoolClient['query'],
      release: (broken) => client.release(broken),
    }
  }
  return {
    options: pool.options,
    async connect() {
      const client = await pool.connect().catch(translated)
      const found = known.get(client) ?? telling(client)
      known.set(client, found)
      return found
    },
    end: async () => {
      if (!pool.ended) await pool.end()
    },
  }
}

function translated(error: unknown): never {
  throw kindOf(error) === 'mistake' ? error : unavailable(error)
}
