import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { BatonError } from '@baton/protocol'
import { newHome, step } from '../../../../../testing/src/contracts/store/fixtures.ts'
import { type OpenedStore, storeContract } from '../../../../../testing/src/contracts/store/store.ts'
import { postgresPrograms, startPostgres } from '../../../../../testing/src/machine/postgres.ts'
import { type SharedPostgres, sharedPostgres } from '../../../../../testing/src/machine/shared-servers.ts'
import { migrate } from '../migrations/migrate.ts'
import { openPostgres } from '../runtime/open-postgres.ts'
import { sqlStore } from './store.ts'

const skip = postgresPrograms() ? false : 'this machine has no Postgres server program'

describe('Postgres', { skip }, () => {
  let server: SharedPostgres | null = null
  before(async () => {
    server = await sharedPostgres()
  })
  after(() => server?.[Symbol.asyncDispose]())
  const running = () => {
    if (!server) throw new Error('The server is not running')
    return server
  }
  const open = async () => opened(await running().createDatabase())

  storeContract({ name: 'Postgres', open })

  const cutAll = ({ place }: OpenedStore) =>
    running().query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${new URL(place).pathname.slice(1)}'`,
    )

  test('[K12] a transaction whose connection breaks before its commit is done after all', async () => {
    await using fresh = await open()
    const home = await newHome(fresh)
    let cutting: Promise<unknown> | null = null
    fresh.failWhen((sql) => {
      if (!cutting && sql.startsWith('insert into event')) cutting = cutAll(fresh)
      return false
    })
    const seq = await step(fresh.store, home)
    await cutting
    assert.ok(cutting)
    assert.equal(seq, 1)
    const events = await fresh.store.eventsAfter(home.householdId, 0, 10)
    assert.deepEqual(
      events.map((event) => [event.seq, event.revision]),
      [[1, 1]],
    )
  })

  test('[K12] connections that broke while nobody used them are not noticed', async () => {
    await using fresh = await open()
    const home = await newHome(fresh)
    for (let nth = 1; nth <= 3; nth++) {
      await cutAll(fresh)
      assert.equal(await step(fresh.store, home), nth)
    }
  })

  test('[K12] a household that is held too long is refused with store.unavailable, and others go on', async () => {
    await using fresh = await open()
    const home = await newHome(fresh)
    const neighbour = await newHome(fresh)
    const held = await holdHousehold(fresh.place, home.householdId, 'busy')
    try {
      const refused = assert.rejects(step(fresh.store, home), unavailable)
      assert.equal(await step(fresh.store, neighbour), 1)
      await refused
    } finally {
      await held.release()
    }
    assert.equal(await step(fresh.store, home), 1)
  })

  test('[K24] a worker that stands still in the middle of a transaction is cut off, and the others go on', async () => {
    await using fresh = await open()
    const home = await newHome(fresh)
    const held = await holdHousehold(fresh.place, home.householdId, 'idle')
    try {
      const began = performance.now()
      assert.equal(await step(fresh.store, home), 1)
      assert.ok(performance.now() - began < 5_000)
    } finally {
      await held.release()
    }
  })

  test('[K12] without a server the store fails with store.unavailable', async () => {
    let store: OpenedStore['store']
    {
      await using own = await startPostgres()
      const database = openPostgres({ url: await own.createDatabase(), max: 4 })
      await migrate(database)
      store = sqlStore(database)
      await store.ping()
    }
    await assert.rejects(store.ping(), unavailable)
    await assert.rejects(store.nextDueAt(), unavailable)
    await store.close()
  })
})

/** Another worker that has taken the household's lock: at work inside the database, or standing still itself. */
async function holdHousehold(url: string, householdId: string, how: 'busy' | 'idle') {
  const database = openPostgres({ url, max: 1 })
  if (database.raw.engine !== 'postgres') throw new Error('This is not Postgres')
  const client = await database.raw.pool.connect()
  await client.query('begin')
  await client.query('select id from household where id = $1 for update', [householdId])
  const sleeping = how === 'busy' ? client.query('select pg_sleep(7)').catch(() => {}) : Promise.resolve()
  return {
    async release() {
      client.release(true)
      await sleeping
      await database.close()
    },
  }
}

function unavailable(error: unknown): boolean {
  return error instanceof BatonError && error.code === 'store.unavailable' && error.cause instanceof Error
}

async function opened(url: string): Promise<OpenedStore> {
  const database = openPostgres({ url, max: 6 })
  await migrate(database)
  let fails = (_sql: string) => false
  const beforeStatement = (sql: string) => {
    if (fails(sql)) throw new Error('This statement fails')
  }
  const store = sqlStore(database, { hooks: { beforeStatement } })
  return {
    store,
    database,
    place: url,
    another: () => opened(url),
    failWhen: (predicate) => {
      fails = predicate
    },
    async [Symbol.asyncDispose]() {
      await store.close()
      await database.close()
    },
  }
}
