import { after, before, describe, test } from 'node:test'
import { lackingCluster } from '../../worlds/cluster-world.ts'
import { endure, type FaultsHouse, openFaultsHouse } from './faults-world.ts'

/** Without rings a worker looks at the log once a second. */
const UNTIL_LOOKED_MS = 1_500

describe('under load', { skip: lackingCluster() }, () => {
  let house: FaultsHouse
  before(async () => {
    house = await openFaultsHouse()
  })
  after(() => house?.[Symbol.asyncDispose]())

  test('[W16] Redis is killed: followers are told by looking, and nobody is lost when it is back', async (t) => {
    const { redis } = house.cluster
    await endure(house, t, {
      strike: () => redis.end('SIGKILL'),
      lift: () => redis.start(),
      lastsMs: 4_000,
      isHarmless: true,
      untoldMs: UNTIL_LOOKED_MS,
    })
  })

  test('[W16] Postgres dies and comes back: what was acknowledged is there, what was not is done once', async (t) => {
    const { server } = house.cluster.postgres
    await endure(house, t, {
      strike: () => server.end('SIGQUIT'),
      lift: () => server.start(),
      lastsMs: 3_000,
    })
  })

  test('[W16] Postgres is restarted in good order', async (t) => {
    const { server } = house.cluster.postgres
    await endure(house, t, {
      strike: () => server.end('SIGINT'),
      lift: () => server.start(),
      lastsMs: 200,
    })
  })
})
