import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { playlistRoom, type Room } from '@baton/protocol'
import { BEGIN, newEntry, newHome, newPlaylist, step } from '@baton/testing/contracts/store/fixtures'
import { postgresPrograms, startPostgres } from '@baton/testing/machine/postgres'
import { type SharedPostgres, sharedPostgres } from '@baton/testing/machine/shared-servers'
import { change, PLAYLISTS } from '#domain'
import { migrate } from '../migrations/migrate.ts'
import { sqlStore } from '../transaction/store.ts'
import { openPostgres } from './open-postgres.ts'

const skip = postgresPrograms() ? false : 'this machine has no Postgres server program'

describe('a transaction on Postgres', { skip }, () => {
  let server: SharedPostgres | null = null
  before(async () => {
    server = await sharedPostgres()
  })
  after(() => server?.[Symbol.asyncDispose]())
  const running = () => {
    if (!server) throw new Error('The server is not running')
    return server
  }

  test('[K25] takes two round trips: lock and read, write and commit', async () => {
    await using world = await onTheWay(running())
    await step(world.store, world.home)
    const before = world.way.turns
    await step(world.store, world.home)
    assert.equal(world.way.turns - before, 2)
  })

  test('[K27] a cold snapshot of six rooms takes as few round trips as one of the longest of them', async () => {
    await using world = await onTheWay(running())
    const direct = sqlStore(world.database)
    await step(direct, world.home)
    const lists = [1, 2].map(() => newPlaylist(world.home, [newEntry(), newEntry()]))
    for (const after of lists) {
      const changes = [change(PLAYLISTS, after.view.playlistId, null, after)]
      const writes = { at: BEGIN, events: [], changes }
      await direct.transact(world.home.householdId, {}, () => ({ value: null, writes }))
    }
    await direct.close()
    const { householdId, userId, room } = world.home
    const own = lists.map(({ view }) => playlistRoom(view.playlistId))
    const tripsFor = async (rooms: readonly Room[]) => {
      const cold = sqlStore(world.through)
      await cold.ping()
      const before = world.way.turns
      const { states } = await cold.snapshot(householdId, userId, rooms)
      const trips = world.way.turns - before
      assert.equal(states.length, rooms.length)
      await cold.close()
      return trips
    }
    const one = await tripsFor([room])
    assert.equal(await tripsFor([room, 'devices', 'library', 'playlists', ...own]), one)
  })

  test('[K26] a commit whose answer is lost is found to be done, and is not done twice', async () => {
    await using world = await onTheWay(running())
    await step(world.store, world.home)
    world.way.onCommit = 'lose the answer'
    assert.equal(await step(world.store, world.home), 2)
    assert.equal(world.way.lost, 1)
    assert.equal((await world.store.eventsAfter(world.home.householdId, 0, 10)).length, 2)
    assert.equal(await step(world.store, world.home), 3)
  })

  test('[K26] a commit that never arrived is found to be undone, and the transaction is done again', async () => {
    await using world = await onTheWay(running())
    await step(world.store, world.home)
    world.way.onCommit = 'lose the question'
    assert.equal(await step(world.store, world.home), 2)
    assert.equal(world.way.lost, 1)
    assert.equal((await world.store.eventsAfter(world.home.householdId, 0, 10)).length, 2)
  })

  test('[K26] a transaction that a crash has taken along, number and all, is found to be undone, and is done again', async () => {
    // Nothing is on the disk before its commit.
    const own = await startPostgres({ settings: ['wal_writer_delay=10s'] })
    try {
      await using world = await onTheWay(own)
      assert.equal(await step(world.store, world.home), 1)
      await own.query('checkpoint')
      world.way.onCommit = async () => {
        await own.server.end('SIGQUIT')
        await own.server.start()
      }
      assert.equal(await step(world.store, world.home), 2)
      assert.equal(world.way.lost, 1)
      assert.equal((await world.store.eventsAfter(world.home.householdId, 0, 10)).length, 2)
    } finally {
      await own[Symbol.asyncDispose]()
    }
  })

  test('[K26] a database that is killed during commands and started again has each of them once or not at all', async () => {
    const own = await startPostgres({ settings: ['fsync=on', 'synchronous_commit=on'] })
    try {
      await using world = await onTheWay(own)
      const outcomes: (number | 'refused')[] = []
      const done = (async () => {
        for (let nth = 0; nth < 200; nth++) {
          outcomes.push(await step(world.store, world.home).catch(() => 'refused' as const))
        }
      })()
      await new Promise((resolve) => setTimeout(resolve, 50))
      await own.server.end('SIGQUIT')
      await own.server.start()
      await done
      const seqs = outcomes.filter((outcome) => outcome !== 'refused')
      const events = await world.store.eventsAfter(world.home.householdId, 0, 1_000)
      assert.deepEqual(
        events.map(({ seq }) => seq),
        seqs,
        'what was answered is there, and nothing else',
      )
    } finally {
      await own[Symbol.asyncDispose]()
    }
  })
})

/** A store whose way to its database can be watched and broken. */
async function onTheWay(server: SharedPostgres) {
  const direct = await server.createDatabase()
  const database = openPostgres({ url: direct, max: 2 })
  await migrate(database)
  const url = new URL(direct)
  const way = await openWay(Number(url.port))
  url.port = String(way.port)
  const through = openPostgres({ url: url.href, max: 1 })
  const store = sqlStore(through)
  const home = await newHome({ database })
  return {
    store,
    database,
    through,
    home,
    way,
    async [Symbol.asyncDispose]() {
      await store.close()
      await through.close()
      await database.close()
      way.close()
    },
  }
}

async function openWay(port: number) {
  const open = new Set<Socket>()
  const way = {
    port: 0,
    /** How often the answering side fell silent and was asked again. */
    turns: 0,
    lost: 0,
    /** The question is lost too where something is to happen instead. */
    onCommit: 'pass' as 'pass' | 'lose the answer' | 'lose the question' | (() => Promise<void>),
    close() {
      listening.close()
      for (const socket of open) socket.destroy()
    },
  }
  const listening = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    let isAnswering = true
    let isMute = false
    const cut = () => {
      near.destroy()
      far.destroy()
    }
    for (const socket of [near, far]) {
      open.add(socket)
      socket.on('error', cut)
      socket.on('close', cut)
    }
    near.on('data', (bytes: Buffer) => {
      if (isAnswering) way.turns++
      isAnswering = false
      if (way.onCommit === 'pass' || !bytes.includes('commit')) {
        far.write(bytes)
        return
      }
      way.lost++
      const { onCommit } = way
      way.onCommit = 'pass'
      if (onCommit === 'lose the answer') {
        isMute = true
        far.write(bytes)
      } else if (onCommit === 'lose the question') cut()
      else onCommit().finally(cut)
    })
    far.on('data', (bytes: Buffer) => {
      if (isMute) return cut()
      isAnswering = true
      near.write(bytes)
    })
  }).listen(0, '127.0.0.1')
  await once(listening, 'listening')
  way.port = (listening.address() as AddressInfo).port
  return way
}
