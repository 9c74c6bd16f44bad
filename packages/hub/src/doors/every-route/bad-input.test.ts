import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { connect } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { inShape, openEveryRouteWorld } from '@baton/testing/doors/every-route-world'
import { nameOf as name, type Operation, type Schema } from '@baton/testing/doors/openapi-operations'
import { type Answer, OWNER, type Program, type ServedHub } from '@baton/testing/worlds/http-world'

/** Everything here is made from the hub's own OpenAPI document: a new route is tried without a word in this file. */
const FOREIGN = '7d5f0d0e-0000-4000-8000-1234567890ab'
const ODD_VALUES: readonly unknown[] = [
  null,
  -1,
  1.5,
  1e300,
  '',
  'x'.repeat(3_000),
  '\u0000',
  '🎺\u202e\ud800',
  '../../etc/passwd',
  "' or 1=1 --",
  {},
  [],
  [[[[]]]],
  [null],
  true,
]
const ODD_BODIES: readonly string[] = [
  '{',
  '"text"',
  '[]',
  'null',
  '42',
  '{"__proto__": {"x": 1}}',
  '{"constructor": {"prototype": 1}}',
  `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`,
  '{"a":1}{"b":2}',
  '\u0000\u0001',
]
const ODD_IDS = [
  '..%2f..',
  '%2e%2e%2f',
  '%00',
  'x',
  '🎺',
  "'",
  'null',
  '%F0%9F',
  FOREIGN,
  'x'.repeat(150),
  'x'.repeat(3_000),
]
/** OAuth says that fields which nobody knows are passed over. */
const FORMS = ['/token', '/revoke-token', '/device_authorization']
/** These would end or rename the sign-in that all this is tried with. */
const ABOUT_SELF = ['/signout', '/me']

const TAKES_A_FORM = '/api/post/upload'
const TAKES_A_FILE: ReadonlySet<string> = new Set(['/covers', '/playlists/look', '/playlists/import'])

let hub: ServedHub
let kitchen: Program
let operations: readonly Operation[]
before(async () => {
  const tried = await openEveryRouteWorld()
  hub = tried.hub
  kitchen = tried.kitchen
  operations = tried.operations.filter(({ method }) => method !== 'HEAD')
})
after(() => hub[Symbol.asyncDispose]())

describe('[R1] whatever is sent is answered in the one shape', () => {
  test('the document names every route that there is to try', () => {
    assert.ok(operations.length >= 35, `${operations.length} operations`)
  })

  test('without a sign-in', async () => {
    const open = new Set([
      'GET /setup',
      'POST /setup',
      'GET /signin',
      'POST /signin',
      'POST /signin/proxy',
      'GET /sign-in/oidc',
      'GET /sign-in/oidc/callback',
      'POST /password-reset',
      'POST /token',
      'POST /revoke-token',
      'POST /device_authorization',
      'GET /.well-known/oauth-authorization-server',
      'GET /agent/install.sh',
      'GET /agent/baton-agent.mjs',
      'POST /api/player/provision',
      // It asks for the token of a display once the body is read.
      'POST /api/player/rpc',
      'GET /api/player/{key}/credentials',
      'GET /agent/test-tone',
    ])
    for (const { method, path } of operations) {
      const answer = await hub.ask(filled(path), { method, ...(method === 'GET' ? {} : { body: {} }) })
      if (open.has(`${method} ${path}`) || path.startsWith('/media/')) continue
      assert.equal(answer.status, 401, `${method} ${path}: ${answer.text}`)
      inShape(answer, `${method} ${path}`)
    }
  })

  test('bodies that are no JSON object', async () => {
    for (const operation of changing()) {
      for (const body of ODD_BODIES) {
        const answer = await send(operation, body)
        inShape(answer, `${name(operation)} ${body.slice(0, 40)}`)
        assert.ok(answer.status >= 400, `${name(operation)} took ${body.slice(0, 40)}: ${answer.status}`)
      }
    }
  })

  test('fields of the wrong sort', async () => {
    for (const operation of changing()) {
      for (const [field, schema] of Object.entries(operation.body?.properties ?? {})) {
        for (const value of ODD_VALUES) {
          const body = { ...likely(operation.body), [field]: value }
          const answer = await send(operation, JSON.stringify(body))
          if (answer.status < 400) continue
          inShape(
            answer,
            `${name(operation)} ${field}=${JSON.stringify(value).slice(0, 40)} ${JSON.stringify(schema)}`,
          )
        }
      }
    }
  })

  test('negative positions and times, as numbers and as text', async () => {
    const session = `/sessions/${hub.owner.sessionId}`
    for (const position_ms of [-1, -1e9, '5', 0.5, Number.MAX_VALUE]) {
      assert.equal((await kitchen.post(`${session}/seek`, { position_ms })).status, 400)
      const report = { n: 1, epoch: 0, event: 'progress', entry_id: null, position_ms }
      assert.equal((await kitchen.post('/devices/me/report', report)).status, 400)
    }
  })

  test('[R3] a field that the route does not know', async () => {
    for (const operation of changing()) {
      if (!operation.body?.properties || FORMS.includes(operation.path)) continue
      const answer = await send(operation, JSON.stringify({ ...likely(operation.body), surprise: 1 }))
      inShape(answer, name(operation))
      assert.ok(answer.status >= 400, `${name(operation)}: ${answer.text.slice(0, 200)}`)
    }
  })

  test('[R11] unknown, foreign and impossible ids', async () => {
    for (const operation of operations) {
      if (!operation.path.includes('{')) continue
      for (const id of ODD_IDS) {
        const path = operation.path.replace(/\{\w+\}/g, id)
        const answer = await send({ ...operation, path }, JSON.stringify(likely(operation.body)))
        inShape(answer, `${operation.method} ${path.slice(0, 80)}`)
        assert.ok(
          [400, 403, 404, 405, 409].includes(answer.status),
          `${path.slice(0, 80)}: ${answer.status} ${answer.text}`,
        )
      }
    }
  })

  test('[R11] a session, device and entry of somebody else are as unknown as those that never were', async () => {
    const bob = { username: 'Bob', password: 'a long password' }
    await kitchen.post('/users', bob)
    const stranger = await hub.program('tent', bob)
    const added = await kitchen.post('/queue/enqueue', { track_ids: hub.trackIds })
    const [entryId] = (added.json.receipt as { result: { entry_ids: string[] } }).result.entry_ids
    const tries = (own: { session: string; device: string; entry: string }) => [
      stranger.ask(`/sessions/${own.session}`),
      stranger.post(`/sessions/${own.session}/play`),
      stranger.ask(`/devices/${own.device}`, { method: 'DELETE', body: {} }),
      stranger.ask(`/devices/${own.device}`, { method: 'PATCH', body: { device_name: 'mine' } }),
      stranger.ask(`/queue/entries/${own.entry}`, { method: 'DELETE' }),
      stranger.ask(`/queue/entries/${own.entry}`, { method: 'PATCH', body: { after: null } }),
      stranger.post('/sessions/me/jump'.replace('me', String(stranger.deviceId)), { entry_id: own.entry }),
    ]
    const theirs = await Promise.all(
      tries({ session: hub.owner.sessionId, device: String(kitchen.deviceId), entry: String(entryId) }),
    )
    const nobodys = await Promise.all(tries({ session: FOREIGN, device: FOREIGN, entry: FOREIGN }))
    const seen = (answers: readonly Answer[]) =>
      answers.map(({ status, json }) => [status, (json.error as { code: string }).code])
    assert.deepEqual(seen(theirs), seen(nobodys))
    for (const [status] of seen(theirs)) assert.equal(status, 404)
  })

  test('[R2] wrong methods', async () => {
    for (const path of new Set(operations.map((operation) => operation.path))) {
      const taken = new Set(
        operations.filter((operation) => operation.path === path).map(({ method }) => method),
      )
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
        if (taken.has(method)) continue
        const answer = await kitchen.ask(filled(path), { method })
        inShape(answer, `${method} ${path}`)
        // `PATCH /devices/register` is `PATCH /devices/{id}` with an id that is none.
        assert.ok([405, 404, 400].includes(answer.status), `${method} ${path}: ${answer.status}`)
        if (answer.status === 405) assert.match(String(answer.headers.get('allow')), /[A-Z]/)
      }
    }
  })

  test('[R2] wrong content types', async () => {
    for (const operation of changing()) {
      for (const type of [
        'text/plain',
        'application/xml',
        'multipart/form-data; boundary=x',
        'image/png',
        'nonsense',
      ]) {
        if (type.startsWith('multipart/') && operation.path === TAKES_A_FORM) continue
        const answer = await send(operation, '{}', { 'content-type': type })
        inShape(answer, `${name(operation)} ${type}`)
        assert.equal(answer.status, 415, `${name(operation)} ${type}: ${answer.text}`)
      }
    }
  })

  test('[R3] bodies that are too large', async () => {
    const long = (bytes: number) => JSON.stringify({ client_event_uuid: 'x'.repeat(bytes) })
    const [usual, file] = [long(300 * 1024), long(9_500 * 1024)]
    for (const operation of changing()) {
      const huge = TAKES_A_FILE.has(operation.path) ? file : usual
      const answer = await send(operation, huge)
      inShape(answer, name(operation))
      assert.equal(answer.status, 413, name(operation))
    }
  })

  test('[R12] command ids that are none', async () => {
    const session = `/sessions/${hub.owner.sessionId}`
    for (const id of ['', 'x'.repeat(129)]) {
      assert.equal((await kitchen.post(`${session}/pause`, { client_event_uuid: id })).status, 400)
    }
    const headers = { 'idempotency-key': 'one' }
    const both = await kitchen.ask(`${session}/pause`, {
      method: 'POST',
      body: { client_event_uuid: 'two' },
      headers,
    })
    assert.equal(both.status, 400)
    inShape(both, 'two command ids')
  })

  test('tokens that are none', async () => {
    for (const authorization of [
      'Bearer',
      'Bearer ',
      'Bearer x',
      'Basic eA==',
      'x',
      `Bearer ${'x'.repeat(5_000)}`,
    ]) {
      const answer = await hub.ask('/me', { headers: { authorization } })
      inShape(answer, authorization.slice(0, 30))
      assert.equal(answer.status, 401)
    }
    for (const cookie of [
      'baton_session=',
      'baton_session=x',
      'baton_session=%00',
      'baton_session="',
      '=;=;',
    ]) {
      const answer = await hub.ask('/me', { headers: { cookie } })
      inShape(answer, cookie)
      assert.equal(answer.status, 401)
    }
  })

  test('addresses that are none', async () => {
    for (const path of [
      '/nothing',
      '/../etc/passwd',
      '/%2e%2e/%2e%2e',
      '/%',
      '/%ff',
      '//',
      '/sessions',
      `/${'x'.repeat(5_000)}`,
    ]) {
      const answer = await raw(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)
      assert.match(answer, /^HTTP\/1\.1 4\d\d /, path)
      assert.match(answer, /\{"error":\{"code":"[a-z.-]+"/, path)
    }
  })

  test('bytes that are no HTTP', async () => {
    for (const bytes of [
      'hello\r\n\r\n',
      'GET / HTTP/9.9\r\n\r\n',
      `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
      'POST /signin HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n',
      'POST /signin HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      'GET / HTTP/1.1\r\nHost : localhost\r\n\r\n',
    ]) {
      const answer = await raw(bytes)
      assert.match(answer, /^HTTP\/1\.1 4\d\d /, bytes.slice(0, 60))
      assert.match(answer, /\{"error":\{"code":"request\./, bytes.slice(0, 60))
    }
  })

  test('a request that breaks off in its body leaves nothing behind', async () => {
    const socket = connect(hub.port, '127.0.0.1')
    socket.write(
      'POST /signin HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"a',
    )
    await new Promise((resolve) => setTimeout(resolve, 20))
    socket.destroy()
  })

  test('after all that the hub is well', async () => {
    assert.equal((await kitchen.ask('/me')).status, 200)
    assert.deepEqual(hub.failures, [])
    const again = await hub.program('again', OWNER)
    assert.equal((await again.post('/queue/enqueue', { track_ids: hub.trackIds })).status, 200)
  })
})

function changing(): readonly Operation[] {
  return operations.filter(({ method, path }) => method !== 'GET' && !ABOUT_SELF.includes(path))
}

function send(operation: Operation, body: string, headers: Record<string, string> = {}): Promise<Answer> {
  const { method, path } = operation
  return kitchen.ask(filled(path), { method, ...(method !== 'GET' && { body }), headers })
}

function filled(path: string): string {
  return path.replace('/sessions/{id}', `/sessions/${hub.owner.sessionId}`).replace(/\{\w+\}/g, FOREIGN)
}

/** A body that has the fields it must have, with values that may be right. */
function likely(schema: Schema | null): Record<string, unknown> {
  const { properties = {}, required = [] } = schema ?? {}
  return Object.fromEntries(required.map((field) => [field, valueFor(properties[field] ?? {})]))
}

function valueFor({ type, anyOf }: Schema): unknown {
  switch (type ?? anyOf?.[0]?.type) {
    case 'integer':
    case 'number':
      return 1
    case 'boolean':
      return true
    case 'array':
      return [FOREIGN]
    case 'object':
      return {}
    default:
      return randomUUID()
  }
}

function raw(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(hub.port, '127.0.0.1')
    let text = ''
    socket.setEncoding('utf8')
    socket.on('data', (chunk: string) => {
      text += chunk
    })
    socket.on('close', () => resolve(text))
    socket.on('error', reject)
    socket.setTimeout(3_000, () => socket.destroy())
    socket.write(bytes)
  })
}
