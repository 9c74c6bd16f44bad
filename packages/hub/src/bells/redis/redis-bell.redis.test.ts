import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { bellContract, listen, newRing, SCAN } from '@baton/testing/contracts/bell'
import { lackingRedis, redisUrl, startRedis } from '@baton/testing/machine/redis'
import { type SharedRedis, sharedRedis } from '@baton/testing/machine/shared-servers'
import { until } from '@baton/testing/worlds/hub-process-world'
import { createClient } from 'redis'
import { type RedisBell, redisBell } from './index.ts'

const skip = lackingRedis()

describe('Redis', { skip }, () => {
  let server: SharedRedis | null = null
  before(async () => {
    server = await sharedRedis()
  })
  after(() => server?.[Symbol.asyncDispose]())
  const running = () => {
    if (!server) throw new Error('The server is not running')
    return server
  }

  bellContract({ name: 'through Redis', open: () => workers(running().url, 3) })

  test('[W4] a ring is one message for the household and one for each touched user, however many there are', async () => {
    // It counts every message that there is.
    await using own = await startRedis()
    await using world = await workers(redisUrl(own), 1)
    const outside = await createClient({ url: redisUrl(own) }).connect()
    try {
      const messages: string[][] = []
      await outside.pSubscribe('*', (text, channel) => messages.push([channel, text]))
      for (let seq = 1; seq <= 100; seq++) world.bells[0]?.ring(newRing(seq))
      await until('the last message is there', async () => messages.length >= 200)
      await sleep(50)
      const ofUsers = messages.filter(([channel]) => channel?.startsWith('us:user:'))
      assert.equal(messages.length, 200)
      assert.equal(ofUsers.length, 100)
      assert.deepEqual(
        ofUsers.map(([, text]) => text),
        ofUsers.map((_, index) => `{"rev":${index + 1},"type":"timeline","ts":1}`),
      )
    } finally {
      outside.destroy()
    }
  })

  test('what others publish on the channels is passed over', async () => {
    await using world = await workers(running().url, 1)
    const [bell] = world.bells
    if (!bell) throw new Error('There is no bell')
    const { rings } = listen(bell)
    const passed: object[] = []
    bell.onPassed((beacon) => passed.push(beacon))
    const outside = await createClient({ url: running().url }).connect()
    const { householdId } = newRing(0)
    const channel = `baton:household:${householdId}`
    for (const text of ['', 'x', 'null', '[]', '{}', '{"from":1,"seq":1}', '{"from":"x","seq":1.5}'])
      await outside.publish(channel, text)
    await outside.publish(channel, '{"from":"x","room":"secrets","beacon":{}}')
    await outside.publish('baton:household:nobody', '{"from":"x","seq":3}')
    await outside.publish(channel, '{"from":"x","seq":4}')
    outside.destroy()
    await until('the good one is heard', async () => rings.length > 0)
    assert.deepEqual(rings, [{ householdId, seq: 4, users: [] }])
    assert.deepEqual(passed, [])
  })
})

describe('Redis that goes away', { skip }, () => {
  test('[W5] rings are lost, nobody waits or fails, and everybody looks when it is back', async () => {
    await using server = await startRedis()
    await using world = await workers(redisUrl(server), 2)
    const [one, two] = both(world.bells)
    const gaps: number[] = []
    const rings: number[] = []
    two.listen(
      ({ seq }) => rings.push(seq),
      () => gaps.push(performance.now()),
    )
    await server.end('SIGKILL')
    await until('the loss is noticed', async () => !one.isConnected && !two.isConnected)
    for (let seq = 1; seq <= 5_000; seq++) one.ring(newRing(seq))
    const { householdId } = newRing(0)
    one.pass({ householdId, room: 'library', beacon: SCAN, audience: 'household' })
    await sleep(100)
    assert.deepEqual(rings, [])
    await server.start()
    await until('both are back', async () => one.isConnected && two.isConnected)
    assert.equal(gaps.length, 1)
    one.ring(newRing(5_001))
    await until('the next ring is heard', async () => rings.length > 0)
    assert.deepEqual(rings, [5_001], 'what was rung meanwhile is not rung later')
  })

  test('[W5] one that stands still holds up nobody, and what waits for it is bounded', async () => {
    await using server = await startRedis()
    await using world = await workers(redisUrl(server), 2)
    const [one, two] = both(world.bells)
    const { rings } = listen(two)
    server.freeze()
    for (let seq = 1; seq <= 20_000; seq++) one.ring(newRing(seq))
    await until('it counts as lost', async () => !one.isConnected && !two.isConnected)
    server.thaw()
    await until('both are back', async () => one.isConnected && two.isConnected)
    one.ring(newRing(20_001))
    await until('the next ring is heard', async () => rings.at(-1)?.seq === 20_001)
    assert.ok(rings.length <= 1_001, `${rings.length} were heard`)
  })

  test('[W5] a bell begins without it', async () => {
    await using server = await startRedis()
    await server.end('SIGKILL')
    const bell = redisBell({ url: redisUrl(server) })
    try {
      const { rings } = listen(bell)
      bell.ring(newRing(1))
      assert.equal(rings.length, 1)
      assert.equal(bell.isConnected, false)
      await server.start()
      await until('it is connected', async () => bell.isConnected)
    } finally {
      await bell.close()
    }
  })
})

function both([one, two]: readonly RedisBell[]): readonly [RedisBell, RedisBell] {
  if (!one || !two) throw new Error('There are not two bells')
  return [one, two]
}

async function workers(url: string, count: number) {
  const bells = Array.from({ length: count }, () => redisBell({ url }))
  await until('the bells are connected', async () => bells.every((bell) => bell.isConnected))
  return {
    bells,
    async [Symbol.asyncDispose]() {
      await Promise.all(bells.map((bell) => bell.close()))
    },
  }
}
