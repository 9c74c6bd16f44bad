import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Cluster, lackingCluster, scanned, startCluster } from '../worlds/cluster-world.ts'
import { until } from '../worlds/hub-process-world.ts'

const MIB = 1024 * 1024
/** WAV, 44.1 kHz, 16 bits, two channels. */
const TEN_SECONDS = 1_764_000

describe('music that Nginx sends', { skip: lackingCluster() }, () => {
  let cluster: Cluster
  let path: string
  before(async () => {
    cluster = await startCluster({
      workers: 1,
      sender: 'nginx',
      tracks: [
        { title: "Ein Stück & 100 % + 'mehr'?", durationMs: 200_000 },
        { title: 'Two', durationMs: 200_000 },
      ],
    })
    const hub = await cluster.client()
    await scanned(hub, 2)
    const deviceId = await hub.register({ name: 'Kitchen', kind: 'program' })
    const { items } = await hub.library.tracks({ limit: 10 })
    const first = items.find(({ title }) => title.startsWith('Ein'))
    assert.ok(first)
    const source = { trackIds: [first.trackId] }
    await hub.send({ type: 'queue.enqueue', source, at: 'now' })
    await hub.send({ type: 'session.choose-speaker', deviceId })
    path = await until('there is an address', async () => {
      const { fileUrl } = await hub.session()
      return fileUrl
    })
  })
  after(() => cluster?.[Symbol.asyncDispose]())

  const get = async (baseUrl: string, headers: Record<string, string> = {}, url = path) => {
    const answer = await fetch(new URL(url, baseUrl), { headers })
    return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) }
  }
  const straight = () => cluster.workers[0]?.baseUrl ?? ''

  test('[M21] a part is the same as the hub would have sent', async () => {
    for (const range of ['bytes=0-99', 'bytes=1000-1999', 'bytes=-500']) {
      const own = await get(straight(), { range })
      const byNginx = await get(cluster.baseUrl, { range })
      assert.equal(byNginx.status, 206)
      assert.ok(byNginx.bytes.equals(own.bytes))
      for (const name of [
        'content-range',
        'content-length',
        'content-type',
        'etag',
        'accept-ranges',
        'cache-control',
      ]) {
        assert.equal(byNginx.headers.get(name), own.headers.get(name), `${name} of ${range}`)
      }
      assert.equal(byNginx.headers.get('x-baton-range'), null)
      assert.match(byNginx.headers.get('server') ?? '', /nginx/)
    }
  })

  test('[M21] whole files, and what is refused, come from the hub', async () => {
    const whole = await get(cluster.baseUrl)
    assert.equal(whole.status, 200)
    assert.ok(whole.bytes.length > 30 * MIB)
    assert.equal((await get(cluster.baseUrl, { range: 'bytes=999999999-' })).status, 416)
    assert.equal((await get(cluster.baseUrl, { range: 'bytes=0-9' }, path.replace(/.$/, 'x'))).status, 403)
    const etag = whole.headers.get('etag') ?? ''
    assert.equal((await get(cluster.baseUrl, { 'if-none-match': etag, range: 'bytes=0-9' })).status, 304)
    assert.equal((await get(cluster.baseUrl, { 'if-range': etag, range: 'bytes=0-9' })).status, 206)
    assert.equal((await get(cluster.baseUrl, { 'if-range': '"other"', range: 'bytes=0-9' })).status, 200)
  })

  test('[M22] a long part is cut to ten seconds, and the rest can be asked for', async () => {
    const whole = await get(straight())
    const first = await get(cluster.baseUrl, { range: 'bytes=0-' })
    assert.equal(first.status, 206)
    assert.ok(Math.abs(first.bytes.length - TEN_SECONDS) < 10_000, `${first.bytes.length}`)
    assert.equal(
      first.headers.get('content-range'),
      `bytes 0-${first.bytes.length - 1}/${whole.bytes.length}`,
    )
    const next = await get(cluster.baseUrl, { range: `bytes=${first.bytes.length}-` })
    assert.ok(
      Buffer.concat([first.bytes, next.bytes]).equals(
        whole.bytes.subarray(0, first.bytes.length + next.bytes.length),
      ),
    )
  })

  test('[M21] nobody reaches the files past the hub', async () => {
    for (const url of ['/internal/', '/internal/etc/passwd', '/internal/../etc/passwd', '/internal/tmp/']) {
      const answer = await get(cluster.baseUrl, { 'x-baton-accel': '1', 'x-baton-range': 'bytes=0-9' }, url)
      assert.equal(answer.status, 404, url)
    }
  })
})
