import assert from 'node:assert/strict'
import { type IncomingMessage, request } from 'node:http'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { type Program, serveHub } from '@baton/testing/worlds/http-world'
import { acceptsGzip } from './compressed-json.ts'

test('[R23] a long answer is compressed for whoever accepts it, a short one for nobody', async () => {
  await using hub = await serveHub({ tracks: [{ name: '1.flac', durationMs: 60_000 }] })
  const kitchen = await hub.program('kitchen')
  const [track] = hub.trackIds
  await kitchen.post('/queue/enqueue', { track_ids: Array.from({ length: 100 }, () => track) })
  const plain = await raw(hub.baseUrl, kitchen, '/queue', 'GET', 'br')
  assert.deepEqual([plain.encoding, plain.vary], [undefined, 'accept-encoding'])
  const packed = await raw(hub.baseUrl, kitchen, '/queue', 'GET', 'br, gzip')
  assert.deepEqual([packed.encoding, packed.vary], ['gzip', 'accept-encoding'])
  assert.ok(packed.body.length < plain.body.length / 5)
  assert.deepEqual(JSON.parse(gunzipSync(packed.body).toString()), JSON.parse(plain.body.toString()))
  assert.equal(packed.length, String(packed.body.length))
  const head = await raw(hub.baseUrl, kitchen, '/queue', 'HEAD', 'gzip')
  assert.deepEqual([head.encoding, head.length, head.body.length], ['gzip', packed.length, 0])
  const short = await raw(hub.baseUrl, kitchen, '/time', 'GET', 'gzip')
  assert.deepEqual([short.encoding, short.vary], [undefined, undefined])
  JSON.parse(short.body.toString())
})

test('[R23] gzip has to be named, and not to be refused', () => {
  for (const header of ['gzip', 'br, gzip', 'GZIP;q=0.5', 'deflate , x-gzip ; q=1']) {
    assert.equal(acceptsGzip(header), true, header)
  }
  for (const header of [undefined, '', 'br', '*', 'identity', 'gzip;q=0', 'gzip; q=0.000', 'gzipped']) {
    assert.equal(acceptsGzip(header), false, String(header))
  }
})

async function raw(baseUrl: string, { token }: Program, path: string, method: string, accepted: string) {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, 'accept-encoding': accepted }
    request(`${baseUrl}${path}`, { method, headers, agent: false }, resolve).on('error', reject).end()
  })
  const body = Buffer.concat((await response.toArray()) as Buffer[])
  const { headers } = response
  return {
    encoding: headers['content-encoding'],
    vary: headers.vary,
    length: headers['content-length'],
    body,
  }
}
