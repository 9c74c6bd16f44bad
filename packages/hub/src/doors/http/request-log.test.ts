import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { test } from 'node:test'
import { BatonError } from '@baton/protocol'
import { serveHub } from '@baton/testing/worlds/http-world'
import pino from 'pino'
import { logSerializers } from '#doors/http'

type Line = Readonly<Record<string, unknown>> & {
  readonly err?: { readonly code: string; readonly stack: string; readonly cause: { readonly code: string } }
}

function listeningLog() {
  const lines: Line[] = []
  const write = (line: string) => void lines.push(JSON.parse(line) as Line)
  const log = pino({ level: 'debug', serializers: logSerializers }, { write })
  const answered = (route: string) => lines.filter((line) => line.msg === 'answered' && line.route === route)
  return { lines, log, answered }
}
const LEVEL = pino.levels.values

test('[O4] each request makes one line that says who asked for what, and how it went', async () => {
  const { log, answered } = listeningLog()
  await using hub = await serveHub({ log, tracks: [{ name: '1.flac', durationMs: 60_000 }] })
  const kitchen = await hub.program('kitchen')
  await kitchen.post(`/sessions/${hub.owner.sessionId}/play`)
  await kitchen.ask('/queue')
  await kitchen.post('/devices/me/report', {})
  await kitchen.ask('/devices/heartbeat', { method: 'PATCH', body: {} })
  const [play, ...others] = answered('/sessions/:id/play')
  assert.equal(others.length, 0)
  const { method, status, code, user, device, level } = play ?? {}
  assert.deepEqual(
    { method, status, code, user, device, level },
    {
      method: 'POST',
      status: 409,
      code: 'session.nothing-to-play',
      user: hub.owner.userId,
      device: kitchen.deviceId,
      level: LEVEL.info,
    },
  )
  assert.equal(typeof play?.ms, 'number')
  assert.match(String(play?.request_id), /^[0-9a-f-]{36}$/)
  for (const route of ['/queue', '/devices/me/report', '/devices/heartbeat']) {
    assert.deepEqual(
      answered(route).map((line) => line.level),
      [LEVEL.debug],
      route,
    )
  }
})

test('[O5] a request keeps its id through the hub: in the answer, in the refusal and in the log', async () => {
  const { log, lines } = listeningLog()
  await using hub = await serveHub({ log })
  const given = { 'x-request-id': 'from-outside-1' }
  const untrusted = await hub.ask('/me', { headers: given })
  const own = untrusted.headers.get('x-request-id')
  assert.match(`${own}`, /^[0-9a-f-]{36}$/)
  assert.equal((untrusted.json.error as Line).request_id, own)
  assert.ok(lines.some((line) => line.request_id === own && line.status === 401))
  for (const path of ['/%zz', '/nothing', '/me?x=%00']) {
    const answer = await hub.ask(path)
    assert.equal((answer.json.error as Line).request_id, answer.headers.get('x-request-id'), path)
  }
  const raw = await rawAnswer(hub.port, 'this is no HTTP\r\n\r\n')
  const [, inHeader] = /^X-Request-Id: (\S+)$/im.exec(raw) ?? []
  assert.ok(inHeader && raw.includes(`"request_id":"${inHeader}"`), raw)

  const trusting = { log, config: { trustedProxies: ['127.0.0.1'] } }
  await using behind = await serveHub(trusting)
  assert.equal((await behind.ask('/me', { headers: given })).headers.get('x-request-id'), 'from-outside-1')
  assert.ok(lines.some((line) => line.request_id === 'from-outside-1'))
  const forged = await behind.ask('/me', { headers: { 'x-request-id': 'a"},{"level":60' } })
  assert.match(`${forged.headers.get('x-request-id')}`, /^[0-9a-f-]{36}$/)
})

test('[O5] [O6] a failure that the hub did not expect is told with the id of its request', async () => {
  const { log, lines } = listeningLog()
  await using hub = await serveHub({ log })
  const kitchen = await hub.program('kitchen')
  const planted = () => Promise.reject(new Error('planted: GET /media/tracks/1?token=tok-123'))
  Object.assign(hub.engine, { session: planted })
  const answer = await kitchen.ask(`/sessions/${hub.owner.sessionId}`)
  assert.deepEqual([answer.status, (answer.json.error as Line).code], [500, 'hub.internal'])
  const id = answer.headers.get('x-request-id')
  const told = lines.filter((line) => line.request_id === id && line.level === LEVEL.error)
  assert.deepEqual(
    told.map((line) => line.msg),
    ['a request failed', 'answered'],
  )
  assert.match(JSON.stringify(told), /planted: GET \/media\/tracks\/1\?…/)
})

test('[O4] what cannot be done now is no error of the request', async () => {
  const { log, answered } = listeningLog()
  await using hub = await serveHub({ log })
  const kitchen = await hub.program('kitchen')
  await hub.engine.stop()
  await kitchen.post(`/sessions/${hub.owner.sessionId}/play`)
  const [line] = answered('/sessions/:id/play')
  assert.deepEqual([line?.status, line?.code, line?.level], [503, 'hub.draining', LEVEL.info])
})

test('[O6] what a failure drags along does not reach the log', () => {
  const { log, lines } = listeningLog()
  const cause = Object.assign(new Error('connect to postgres://hub:s3cret@10.1.2.3:5432/baton failed'), {
    code: 'ECONNREFUSED',
    detail: 'Key (name_key)=(grace) already exists.',
    headers: { authorization: 'Bearer tok-123' },
  })
  const error = new BatonError('store.unavailable', undefined, { cause })
  log.error({ err: error }, 'it failed')
  log.error(
    { err: new Error('GET /media/tracks/1?token=tok-123 by grace@example.org, Bearer tok-123') },
    'no',
  )
  log.error({ err: new Error('connect ECONNREFUSED fd12:3456::78:5432 and 2001:db8:1:2:3:4:5:6:5432') }, 'no')
  const text = JSON.stringify(lines)
  for (const secret of ['s3cret', 'tok-123', 'grace', '10.1.2.3', 'fd12', '2001:db8'])
    assert.ok(!text.includes(secret), secret)
  const [line] = lines
  assert.deepEqual([line?.err?.code, line?.err?.cause.code], ['store.unavailable', 'ECONNREFUSED'])
  assert.match(`${line?.err?.stack}`, /log\.test\.ts:\d+:\d+/)
})

function rawAnswer(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    socket.setEncoding('utf8').on('data', (part) => {
      text += part
    })
    socket.once('close', () => resolve(text)).once('error', reject)
  })
}
