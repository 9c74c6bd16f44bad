import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { test } from 'node:test'
import { type EventStream, openStream } from '@baton/testing/worlds/event-stream'
import { type Program, type ServedHub, serveHub } from '@baton/testing/worlds/http-world'

const BIG = 64 * 1024 * 1024

/** A kitchen that sounds, with its stream open and the bytes of the track on their way. */
async function kitchenSounds(hub: ServedHub) {
  await mkdir(hub.music, { recursive: true })
  await writeFile(join(hub.music, 'big.wav'), Buffer.alloc(BIG, 7))
  const kitchen = await hub.program('kitchen')
  await kitchen.post('/queue/enqueue', { track_ids: hub.trackIds, at: 'now' })
  const { json } = await kitchen.ask(`/sessions/${hub.owner.sessionId}`)
  const address = String(json.file_url)
  const stream = await openStream(`${hub.baseUrl}/events`, { authorization: `Bearer ${kitchen.token}` })
  await stream.next()
  const audio = await opened(`${hub.baseUrl}${address}`)
  assert.equal(audio.statusCode, 200)
  return { kitchen, stream, audio, address }
}

const wav = [{ name: 'big.wav', durationMs: 60_000, mime: 'audio/wav' }]

const ENDS: Readonly<Record<string, (hub: ServedHub, kitchen: Program) => Promise<{ status: number }>>> = {
  'signing out': (_house, kitchen) => kitchen.post('/signout'),
  'revoking the token': (hub, { token }) => hub.ask('/revoke-token', { method: 'POST', body: { token } }),
}

for (const [how, end] of Object.entries(ENDS)) {
  test(`[E11] [T6] ${how} ends the open stream, the audio that is on its way, and the address`, async () => {
    await using hub = await serveHub({ tracks: wav })
    const { kitchen, stream, audio, address } = await kitchenSounds(hub)
    const cut = cutShort(audio)
    const answer = await end(hub, kitchen)
    assert.ok(answer.status === 200 || answer.status === 204, `${answer.status}`)
    await stream.ended
    assert.equal(await cut, true)
    assert.equal((await hub.ask(address)).status, 403)
    assert.equal((await kitchen.ask('/me')).status, 401)
    assert.deepEqual(hub.failures, [])
  })
}

test('[T6] [E7] removing a device cuts the audio that is on its way, and tells its stream that the address is gone', async () => {
  await using hub = await serveHub({ tracks: wav })
  const { kitchen, stream, audio, address } = await kitchenSounds(hub)
  const phone = await hub.program('phone')
  const cut = cutShort(audio)
  assert.equal((await phone.ask(`/devices/${kitchen.deviceId}`, { method: 'DELETE', body: {} })).status, 200)
  assert.equal(await cut, true)
  assert.equal(await addressTold(stream), null)
  assert.equal((await hub.ask(address)).status, 403)
  const report = { n: 1, epoch: 1, event: 'progress', position_ms: 0 }
  assert.equal((await kitchen.post('/devices/me/report', report)).status, 409)
  await stream[Symbol.asyncDispose]()
})

/** What the next event that speaks of the address says of it. */
async function addressTold(stream: EventStream): Promise<unknown> {
  for (;;) {
    const { data } = await stream.next()
    if ('file_url' in data) return data.file_url
  }
}

/** The head of an answer whose bytes are not taken yet. */
function opened(url: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    httpRequest(url, { agent: false }, resolve).on('error', reject).end()
  })
}

/** Whether it broke off before its end. */
function cutShort(response: IncomingMessage): Promise<boolean> {
  return new Promise((resolve) => {
    response.once('end', () => resolve(false))
    response.once('close', () => resolve(!response.complete))
    response.on('error', () => resolve(true))
    setTimeout(() => response.resume(), 500)
  })
}
