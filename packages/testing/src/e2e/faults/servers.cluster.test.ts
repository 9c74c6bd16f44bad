import { after, before, describe, test } from 'node:test'
import { lackingCluster } from '../../worlds/cluster-world.ts'
import { endure, type FaultsWorld, openFaultsWorld } from './faults-world.ts'

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
