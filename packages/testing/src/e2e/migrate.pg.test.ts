import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { openPostgres, openSqlite, type SqlDatabase, tableShapes, withSnapshot } from '@baton/hub/stores/sql'
import { INSTALLATION } from '@baton/protocol'
import { postgresPrograms } from '../machine/postgres.ts'
import { type SharedPostgres, sharedPostgres } from '../machine/shared-servers.ts'
import { type Ended, runHub } from '../worlds/hub-process.ts'
import { HubProcessWorld, until } from '../worlds/hub-process-world.ts'

const skip = postgresPrograms() ? false : 'this machine has no Postgres server program'
/** What begins anew with every move: rule O13. */
const ANEW: Readonly<Record<string, readonly string[]>> = {
  household: ['epoch'],
  session: ['revision', 'view'],
  account_setup: [],
}

describe('moving a hub', { skip }, () => {
  let server: SharedPostgres
  before(async () => {
    server = await sharedPostgres()
  })
  after(() => server?.[Symbol.asyncDispose]())

  test('[O10] [O13] a hub moves to Postgres and back, and every row is what it was', async () => {
    await using world = await livedIn()
    const url = await server.createDatabase()
    const back = join(world.data, '..', 'back')
    const first = await rowsIn(sqliteIn(world.data))
    done(await run('migrate', '--to', url, '--data', world.data))
    same(await rowsIn(postgresAt(url)), first)
    same(await rowsIn(sqliteIn(world.data)), first, [])
    done(await run('migrate', '--to', back, '--database', url))
    const last = await rowsIn(sqliteIn(back))
    same(last, first)
    const epochs = new Set([first, await rowsIn(postgresAt(url)), last].map((rows) => epochOf(rows)))
    assert.equal(epochs.size, 3, 'each of the three is a log of its own')

    const hub = runHub([
      '--database',
      url,
      '--data',
      join(world.data, '..', 'files'),
      '--music',
      world.music,
      ...QUIET,
    ])
    const baseUrl = await hub.listening()
    const { status } = await signIn(baseUrl)
    assert.equal(status, 200)
    const refused = await run('migrate', '--to', join(world.data, '..', 'other'), '--database', url)
    assert.equal(refused.code, 1)
    assert.match(refused.stderr, /^A hub runs on postgres:\/\/127\.0\.0\.1:\d+\/\w+, or ran a moment ago\./)
    const backup = join(world.data, '..', 'running.jsonl.gz')
    done(await run('backup', backup, '--database', url))
    await hub.end()
    const empty = await server.createDatabase()
    done(await run('restore', backup, '--database', empty))
    same(await rowsIn(postgresAt(empty)), await rowsIn(postgresAt(url)))
  })

  test('[O10] a target that holds a hub is refused, and a move that fails leaves it empty', async () => {
    await using world = await livedIn()
    const url = await server.createDatabase()
    const target = postgresAt(url)
    done(await run('migrate', '--to', url, '--data', world.data))
    const moved = await rowsIn(target)
    const again = await run('migrate', '--to', url, '--data', world.data)
    assert.equal(again.code, 1)
    assert.match(again.stderr, /^There is a hub in the target already\. Only an empty one can be filled\.\n$/)
    assert.deepEqual(await rowsIn(target), moved)

    await using source = sqliteIn(world.data)()
    const zero = 'a name that Postgres\u0000cannot hold'
    await source.kysely.updateTable('household').set({ name: zero }).execute()
    await source.close()
    const other = await server.createDatabase()
    const failed = await run('migrate', '--to', other, '--data', world.data)
    assert.equal(failed.code, 1)
    assert.match(failed.stderr, /^It did not work: .*\n$/)
    for (const [table, rows] of await rowsIn(postgresAt(other))) {
      // The log of the installation is there from the start, with nothing in it.
      const own = table === 'household' ? rows.filter(({ id }) => id !== INSTALLATION) : rows
      assert.deepEqual(own, [], table)
    }
    assert.equal((await rowsIn(sqliteIn(world.data))).get('account_user')?.length, 1)
  })
})

const QUIET = ['--host', '127.0.0.1', '--port', '0', '--log', 'silent']

/** With a library, a queue, likes, devices, plays, receipts and a log; stopped. */
async function livedIn(): Promise<HubProcessWorld> {
  const world = await HubProcessWorld.build({ devices: 2 })
  const [kitchen, parlour] = world.devices
  assert.ok(kitchen && parlour)
  const [trackId] = world.trackIds
  assert.ok(trackId)
  await kitchen.hub.send({ type: 'queue.enqueue', source: { trackIds: world.trackIds }, at: 'now' })
  await kitchen.hub.send({ type: 'session.like', trackId, liked: true })
  await kitchen.hub.send({ type: 'session.set-options', shuffle: true, repeatMode: 'all' })
  await kitchen.hub.send({ type: 'session.choose-speaker', deviceId: parlour.deviceId })
  await until('the music plays on', async () => (await parlour.hub.session()).playState === 'playing')
  await world.hub.end()
  return world
}

type Rows = ReadonlyMap<string, readonly Readonly<Record<string, unknown>>[]>

function sqliteIn(data: string): () => SqlDatabase {
  return () => openSqlite({ path: join(data, 'baton.db'), synchronous: 'full' })
}

function postgresAt(url: string): () => SqlDatabase {
  return () => openPostgres({ url, max: 2 })
}

/** Every row of every table, sorted. */
async function rowsIn(open: () => SqlDatabase): Promise<Rows> {
  await using database = open()
  return await withSnapshot(database, async (connection) => {
    const tables = new Map<string, readonly Readonly<Record<string, unknown>>[]>()
    for (const shape of await tableShapes(connection)) {
      const rows: Record<string, unknown>[] = []
      for await (const part of connection.read(shape)) {
        for (const row of part) {
          rows.push(Object.fromEntries(shape.columns.map((column, at) => [column, row[at]])))
        }
      }
      const text = (row: object) => JSON.stringify(row)
      tables.set(
        shape.name,
        rows.sort((one, other) => (text(one) < text(other) ? -1 : 1)),
      )
    }
    return tables
  })
}

function same(now: Rows, before: Rows, except = Object.keys(ANEW)): void {
  assert.deepEqual([...now.keys()].sort(), [...before.keys()].sort())
  assert.ok([...before.values()].filter((rows) => rows.length > 0).length > 12, 'the hub was in use')
  for (const [table, rows] of before) {
    const left = except.includes(table) ? (ANEW[table] ?? []) : []
    const less = (row: Readonly<Record<string, unknown>>) =>
      Object.fromEntries(Object.entries(row).filter(([column]) => !left.includes(column)))
    const sorted = (of: Rows) => (of.get(table) ?? []).map((row) => JSON.stringify(less(row))).sort()
    assert.deepEqual(sorted(now), rows.map((row) => JSON.stringify(less(row))).sort(), table)
  }
}

function epochOf(rows: Rows): unknown {
  return rows.get('household')?.[0]?.epoch
}

async function run(...args: readonly string[]): Promise<Ended> {
  return runHub(args).ended
}

function done(ended: Ended): Ended {
  assert.equal(ended.code, 0, ended.stderr)
  return ended
}

function signIn(baseUrl: string): Promise<Response> {
  const form = new URLSearchParams({ grant_type: 'password', username: 'Ada', password: 'a long password' })
  return fetch(`${baseUrl}/token`, { method: 'POST', body: form })
}
