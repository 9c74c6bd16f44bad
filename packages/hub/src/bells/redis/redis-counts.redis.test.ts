import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { lackingRedis, redisUrl, startRedis } from '@baton/testing/machine/redis'
import { type SharedRedis, sharedRedis } from '@baton/testing/machine/shared-servers'
import { OWNER, serveHub } from '@baton/testing/worlds/http-world'
import { createClient } from 'redis'
import { redisCounts } from './redis-counts.ts'

const MINUTE_MS = 60_000
const KEY = new Uint8Array(32).fill(5)

describe('counts in Redis', { skip: lackingRedis() }, () => {
  let server: SharedRedis
  before(async () => {
    server = await sharedRedis()
  })
  after(() => server[Symbol.asyncDispose]())

  test('[R9] two workers count one thing together, and each thing by itself', async () => {
    await using one = await connected()
    await using other = await connected()
    const first = await one.increment('a', MINUTE_MS)
    assert.deepEqual(first?.count, 1)
    assert.ok(first.endsInMs > 0 && first.endsInMs <= MINUTE_MS)
    assert.equal((await other.increment('a', MINUTE_MS))?.count, 2)
    assert.equal((await other.increment('b', MINUTE_MS))?.count, 1)
  })

  test('[R9] a count begins anew when its window is over', async () => {
    await using counts = await connected()
    assert.equal((await counts.increment('long', MINUTE_MS))?.count, 1)
    assert.equal((await counts.increment('long', MINUTE_MS))?.count, 2)
    assert.equal((await counts.increment('short', 1))?.count, 1)
    await new Promise((resolve) => setTimeout(resolve, 20))
    assert.equal((await counts.increment('short', MINUTE_MS))?.count, 1)
    assert.equal((await counts.increment('short', MINUTE_MS))?.count, 2)
  })

  test('[R9] Redis never reads whose count it keeps', async () => {
    await using counts = await connected()
    await counts.increment('192.0.2.77', MINUTE_MS)
    const reader = createClient({ url: server.url })
    await reader.connect()
    const names = await reader.keys('us:limit:*')
    reader.destroy()
    assert.ok(names.length > 0)
    assert.deepEqual(
      names.filter((name) => !/^us:limit:[\w-]{43}$/.test(name) || name.includes('192.0.2.77')),
      [],
    )
  })

  test('[R9] without Redis it says so at once', async () => {
    await using counts = redisCounts({ url: 'redis://127.0.0.1:1', key: KEY })
    const late = new Promise((resolve) => setTimeout(resolve, 200, 'late'))
    assert.equal(await Promise.race([counts.increment('a', MINUTE_MS), late]), null)
  })

  test('[R9] the limit of a class holds over two workers, and goes on by itself when Redis is gone', async () => {
    const own = await startRedis()
    await using one = await connected(redisUrl(own))
    await using other = await connected(redisUrl(own))
    const limits = { signIn: 6 }
    await using first = await serveHub({ limits, counts: one })
    await using second = await serveHub({ limits, counts: other })
    const enter = async (hub: typeof first) =>
      (await hub.ask('/signin', { method: 'POST', body: OWNER })).status
    const statuses = []
    for (let n = 0; n < 4; n++) statuses.push(await enter(first), await enter(second))
    assert.deepEqual(statuses, [200, 200, 200, 200, 200, 200, 429, 429])
    await own[Symbol.asyncDispose]()
    assert.equal(await enter(first), 200)
  })

  async function connected(url = server.url) {
    const counts = redisCounts({ url, key: KEY })
    for (let n = 0; n < 200 && (await counts.increment('ready', 1)) === null; n++) {
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    return counts
  }
})
