import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { isFailure } from '@baton/client'
import { HubProcessWorld, live, until } from '../worlds/hub-process-world.ts'

const STREAMS = 100
const STREAMS_OF_SIGN_IN = 20
const DRAINED_WITHIN_MS = 5_000
/** A track that no socket's buffers can hold whole. */
const LONG = { title: 'Long', durationMs: 600_000 }

let world: HubProcessWorld
before(async () => {
  world = await HubProcessWorld.build({ devices: 1, tracks: [LONG] })
})
after(() => world[Symbol.asyncDispose]())

test('[C10] [L12] a hub with 100 followers and an unread answer drains within 5 s, keeps what it acknowledged, and exits with 0', async (t) => {
  const [device] = world.devices
  assert.ok(device)
  const { hub, following } = device
  await hub.send({ type: 'queue.enqueue', source: { trackIds: world.trackIds }, at: 'now' })
  const media = await fetch(await until('there is an address', async () => following.state.get().fileUrl))
  assert.equal(media.status, 200)
  const tokens = await Promise.all(Array.from({ length: STREAMS / STREAMS_OF_SIGN_IN }, () => world.token()))
  const streams = await Promise.all(
    Array.from({ length: STREAMS }, (_, n) => {
      const headers = { authorization: `Bearer ${tokens[n % tokens.length]}` }
      return fetch(`${world.baseUrl}/events`, { headers })
    }),
  )
  assert.deepEqual([...new Set(streams.map(({ status }) => status))], [200])
  const texts = streams.map(textOf)
  // Half of them read; the others leave everything in the socket.
  const reading = texts.slice(STREAMS / 2).map((text) => text())

  let acknowledged = -1
  const commands = (async () => {
    for (let volume = 0; ; volume++) {
      await hub.send({ type: 'session.set-volume', volume: volume % 101 }, { expiresMs: 0 })
      acknowledged = volume % 101
    }
  })()
  await until('some commands are acknowledged', async () => acknowledged > 2)
  const began = performance.now()
  const ended = world.hub.end('SIGTERM')
  await assert.rejects(commands, (error) => isFailure(error, 'hub.draining', 'client.offline'))
  const { code, signal } = await ended
  const took = performance.now() - began
  t.diagnostic(`drained in ${Math.round(took)} ms`)
  assert.deepEqual([code, signal], [0, null])
  assert.ok(took < DRAINED_WITHIN_MS, `it took ${took} ms`)
  for (const text of await Promise.all(reading)) assert.match(text, /^event: snapshot\n/m)
  await assert.rejects(media.arrayBuffer(), 'the whole file came')

  await world.start()
  const { volumes } = await hub.session()
  // The answer to one more may have been lost on the way.
  const kept = volumes[device.deviceId]?.volume
  assert.ok(kept === acknowledged || kept === (acknowledged + 1) % 101, `${kept} after ${acknowledged}`)
})

test('[C10] [R20] a hub that is told to stop in the middle of a hand-over still answers it', async (t) => {
  const [device] = world.devices
  assert.ok(device)
  const { hub, following } = device
  await live(following)
  await hub.send({ type: 'session.play' })
  // There, able to sound, and silent about what it is offered: the answer takes about two seconds.
  const other = await world.client()
  const capabilities = { sound: true, volume: true, unlocked: true, reports: true }
  const deviceId = await other.register({ name: 'Silent', kind: 'agent', capabilities })
  const token = await world.token()
  const { sessionId } = await other.readMe()
  const choose = () =>
    fetch(`${world.baseUrl}/sessions/${sessionId}/speaker`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ device_uuid: deviceId }),
    })
  const isOffered = () => Boolean(following.state.get().session?.offer)
  let answer = choose()
  // On a machine that stood still for so long the answer has come before anybody could look: then once more.
  for (let tries = 1; tries < 5; tries += 1) {
    let isOver = false
    void answer.then(() => {
      isOver = true
    })
    await until('it is offered', async () => isOffered() || isOver)
    if (!isOver) break
    answer = choose()
  }
  const began = performance.now()
  const ended = world.hub.end('SIGTERM')
  const { status, headers } = await answer
  t.diagnostic(`answered ${status} after ${Math.round(performance.now() - began)} ms`)
  assert.equal(headers.get('connection'), 'close')
  assert.equal(status, 409)
  const { code } = await ended
  const took = performance.now() - began
  assert.equal(code, 0)
  assert.ok(took < DRAINED_WITHIN_MS, `it took ${took} ms`)
})

/** What came until the end, however that came. */
function textOf(response: Response): () => Promise<string> {
  return async () => {
    let text = ''
    try {
      for await (const part of response.body?.pipeThrough(new TextDecoderStream()) ?? []) text += part
    } catch {
      // Cut off in the middle: what came counts.
    }
    return text
  }
}
