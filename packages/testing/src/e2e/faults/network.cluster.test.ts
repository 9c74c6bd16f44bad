// Measures time: runs alone.
import { after, before, describe, test } from 'node:test'
import { finish, lacking, lackingNamespaces } from '../../machine/child.ts'
import { makeNetwork, type Network } from '../../machine/network-namespaces.ts'
import { lackingCluster } from '../../worlds/cluster-world.ts'
import { endure, type FaultsWorld, openFaultsWorld } from './faults-world.ts'

const CUT_OFF = 'worker-2'
const LASTS_MS = 8_000
/** What streams through Nginx is sent again by TCP at growing distances: as long again may pass until it gets through. */
const AFTER_SILENCE_MS = LASTS_MS + 2_000

describe('under load, the way of a worker', {
  skip: lackingCluster() || lackingNamespaces() || lacking('nft'),
}, () => {
  let network: Network<string>
  let world: FaultsWorld
  before(async () => {
    network = await makeNetwork({ hosts: ['base', 'worker-1', CUT_OFF, 'worker-3'] })
    world = await openFaultsWorld(network)
  })
  after(async () => {
    await world?.[Symbol.asyncDispose]()
    await network?.[Symbol.asyncDispose]()
  })
  const redis = () => world.cluster.redis.port
  const postgres = () => world.cluster.postgres.server.port

  test('[W16] to Redis is cut, and only that: its followers are told by looking', async (t) => {
    await endure(world, t, {
      strike: () => cut(network, [redis()]),
      lift: () => mend(network),
      lastsMs: LASTS_MS,
      isHarmless: true,
    })
  })

  test('[W16] to Postgres is cut, and only that: the others go on, and it comes back by itself', async (t) => {
    await endure(world, t, {
      strike: () => cut(network, [postgres()]),
      lift: () => mend(network),
      lastsMs: LASTS_MS,
    })
  })

  test('[W16] to both is cut', async (t) => {
    await endure(world, t, {
      strike: () => cut(network, [redis(), postgres()]),
      lift: () => mend(network),
      lastsMs: LASTS_MS,
    })
  })

  test('[W16] to everything is cut, Nginx included', async (t) => {
    await endure(world, t, {
      strike: () => network.cut(CUT_OFF, 'silent'),
      lift: () => network.restore(CUT_OFF),
      lastsMs: LASTS_MS,
      rightWithinMs: AFTER_SILENCE_MS,
    })
  })
})

/** What goes to these ports, and what comes from them, is lost without a word. */
async function cut(network: Network<string>, ports: readonly number[]): Promise<void> {
  const set = `{ ${ports.join(', ')} }`
  await onHost(network, [
    'add table inet cut',
    'add chain inet cut out { type filter hook output priority 0; }',
    'add chain inet cut in { type filter hook input priority 0; }',
    `add rule inet cut out tcp dport ${set} drop`,
    `add rule inet cut in tcp sport ${set} drop`,
  ])
}

function mend(network: Network<string>): Promise<void> {
  return onHost(network, ['delete table inet cut'])
}

async function onHost(network: Network<string>, lines: readonly string[]): Promise<void> {
  await finish(network.run(CUT_OFF, 'nft', ['-f', '-']), { input: `${lines.join('\n')}\n` })
}
