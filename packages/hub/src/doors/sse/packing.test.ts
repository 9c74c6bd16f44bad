import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { test } from 'node:test'
import { createGunzip, gunzipSync } from 'node:zlib'
import { serveHub } from '@baton/testing/worlds/http-world'
import { Packing, packedLong } from './packing.ts'

test('[E12] messages of every length, put one behind the other, are one whole gzip file', async () => {
  const packing = new Packing()
  const messages: readonly Buffer[] = [0, 1, 3, 1_399, 1_400, 70_000, 5, 200_000].map((length, nth) =>
    Buffer.from(`${nth}`.repeat(length).slice(0, length)),
  )
  const parts: Buffer[] = [packing.head]
  for (const message of [...messages, ...messages]) {
    parts.push(packing.next(message, await packedLong(message)))
  }
  parts.push(packing.end())
  const file = Buffer.concat(parts)
  assert.deepEqual(gunzipSync(file), Buffer.concat([...messages, ...messages]))
  assert.ok(file.length < 12_000)
})

test('[E12] a long message is packed once for all that are sent it', async () => {
  const message = Buffer.from('long'.repeat(50_000))
  const [first, second] = await Promise.all([packedLong(message), packedLong(message)])
  assert.ok(first)
  assert.equal(second, first)
  assert.equal(await packedLong(message), first)
  assert.equal(new Packing().next(message), first)
})

test('[E12] each message is understood without the next', async () => {
  const packing = new Packing()
  const reader = createGunzip()
  const heard: Buffer[] = []
  reader.on('data', (bytes: Buffer) => heard.push(bytes))
  reader.write(packing.head)
  for (const message of ['short', 'long'.repeat(5_000), 'short again'].map((text) => Buffer.from(text))) {
    await new Promise<void>((resolve) => reader.write(packing.next(message), () => resolve()))
    assert.equal(Buffer.concat(heard.splice(0)).toString(), message.toString())
  }
})

test('[E12] whoever accepts gzip gets a packed stream, each message at once, and whole in the end', async () => {
  await using hub = await serveHub({ tracks: [{ name: '1.flac', durationMs: 60_000 }] })
  const kitchen = await hub.program('kitchen')
  const [track] = hub.trackIds
  await kitchen.post('/queue/enqueue', { track_ids: Array.from({ length: 100 }, () => track) })
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const headers = { authorization: `Bearer ${kitchen.token}`, 'accept-encoding': 'gzip, deflate' }
    request(`${hub.baseUrl}/events`, { headers, agent: false }, resolve).on('error', reject).end()
  })
  assert.equal(response.headers['content-encoding'], 'gzip')
  const bytes: Buffer[] = []
  response.on('data', (chunk: Buffer) => bytes.push(chunk))
  const text = response.pipe(createGunzip()).setEncoding('utf8')
  let heard = ''
  text.on('data', (chunk: string) => {
    heard += chunk
  })
  const until = async (words: string) => {
    while (!heard.includes(words)) await once(text, 'data')
  }
  await until('event: snapshot')
  for (const ms of [1_000, 2_000, 3_000]) {
    await kitchen.post(`/sessions/${hub.owner.sessionId}/seek`, { position_ms: ms })
    await until(`"position_ms":${ms}`)
  }
  const ended = once(text, 'end')
  await kitchen.post('/signout')
  await ended
  const whole = gunzipSync(Buffer.concat(bytes)).toString()
  assert.equal(whole, heard)
  assert.ok(Buffer.concat(bytes).length < whole.length / 4)
})
