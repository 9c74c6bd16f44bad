import { after, before, describe, test } from 'node:test'
import pg from 'pg'
import { lackingCluster } from '../../worlds/cluster-world.ts'
import { until } from '../../worlds/hub-process-world.ts'
import { endure, type FaultsWorld, openFaultsWorld } from './faults-world.ts'
import type { Load } from './load.ts'

describe('under load, a worker', { skip: lackingCluster() }, () => {
  let world: FaultsWorld
  before(async () => {
    world = await openFaultsWorld()
  })
  after(() => world?.[Symbol.asyncDispose]())

  test('[W16] is killed: nothing acknowledged is lost, and its followers go on at the others', async (t) => {
    const worker = world.worker(0)
    await endure(world, t, {
      strike: () => worker.end('SIGKILL'),
      lift: () => worker.start(),
      lastsMs: 2_000,
      isHarmless: true,
    })
  })

  test('[W16] stands still inside a transaction: the household is free again, and what it meant to do is done once', async (t) => {
    const worker = world.worker(1)
    await endure(world, t, {
      strike: (load) => freezeInside(world, load, 1),
      lift: () => worker.thaw(),
      lastsMs: 8_000,
    })
  })
})

/**
 * The worker waits for the household's lock, is stopped, and then gets it: its transaction has begun, and nobody goes
 * on with it. Comes back when the database has cut it off.
 */
async function freezeInside(world: FaultsWorld, load: Load, nth: number): Promise<void> {
  const direct = await world.cluster.client(world.worker(nth).baseUrl)
  await using lock = await connected(world.databaseUrl)
  await lock.query('begin; select 1 from household for update')
  try {
    void load.send(direct, { type: 'session.seek', positionMs: 1_234 })
    // Each worker waits for it in one transaction: when all do, this one does.
    await until(
      'all wait for the lock',
      async () => (await backends(lock, WAITS)) >= world.cluster.workers.length,
    )
    world.worker(nth).freeze()
  } finally {
    await lock.query('rollback')
  }
  await until('it holds the lock, standing still', async () => (await backends(lock, STANDS)) > 0)
  await until('the database has cut it off', async () => (await backends(lock, STANDS)) === 0, 10_000)
}

const WAITS = "wait_event_type = 'Lock'"
const STANDS = "state = 'idle in transaction' and state_change < clock_timestamp() - interval '1 second'"

async function connected(connectionString: string) {
  const client = new pg.Client({ connectionString })
  client.on('error', () => {})
  await client.connect()
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() })
}

async function backends(client: pg.Client, where: string): Promise<number> {
  const { rows } = await client.query<{ readonly count: number }>(
    `select count(*)::int as count from pg_stat_activity where datname = 'baton' and ${where}`,
  )
  return rows[0]?.count ?? 0
}
