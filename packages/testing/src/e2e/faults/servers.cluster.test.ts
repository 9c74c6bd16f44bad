import { after, before, describe, test } from 'node:test'
import { lackingCluster } from '../../worlds/cluster-world.ts'
import { endure, type FaultsWorld, openFaultsWorld } from './faults-world.ts'

/** Without rings a worker looks at the log once a second. */
const UNTIL_LOOKED_MS = 1_500

describe('under load', { skip: lackingCluster() }, () => {
  let world: FaultsWorld
  before(async () => {
    world = await openFaultsWorld()
  })
  after(() => world?.[Symbol.asyncDispose]())

  test('[W16] Redis is killed: followers are told by looking, and nobody is lost when it is back', async (t) => {
    const { redis } = world.cluster
    await endure(world, t, {
      strike: () => redis.end('SIGKILL'),
      lift: () => redis.start(),
      lastsMs: 4_000,
      isHarmless: true,
      untoldMs: UNTIL_LOOKED_MS,
    })
  })

  test('[W16] Postgres dies and comes back: what was acknowledged is there, what was not is done once', async (t) => {
    const { server } = world.cluster.postgres
    await endure(world, t, {
      strike: () => server.end('SIGQUIT'),
      lift: () => server.start(),
      lastsMs: 3_000,
    })
  })

  test('[W16] Postgres is restarted in good order', async (t) => {
    const { server } = world.cluster.postgres
    await endure(world, t, {
      strike: () => server.end('SIGINT'),
      lift: () => server.start(),
      lastsMs: 200,
    })
  })
})
