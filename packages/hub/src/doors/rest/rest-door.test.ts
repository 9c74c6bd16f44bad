import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { after, before, test } from 'node:test'
import { fromRest } from '@baton/protocol'
import { openapiSchemas } from '@baton/testing/doors/openapi-schemas'
import { OWNER, type Program, type ServedHub, serveHub } from '@baton/testing/worlds/http-world'
import { pino } from 'pino'
import { logSerializers } from '#doors/http'

let hub: ServedHub
let kitchen: Program
let session: string
before(async () => {
  hub = await serveHub({
    config: { hostNames: ['music.example.org'], origins: ['https://page.example.org'] },
    tracks: [1, 2, 3].map((n) => ({ name: `${n}.flac`, durationMs: 60_000 })),
  })
  kitchen = await hub.program('kitchen')
  session = `/sessions/${hub.owner.sessionId}`
  await kitchen.post('/queue/enqueue', { track_ids: hub.trackIds })
})
after(() => hub[Symbol.asyncDispose]())

test('[R5] the hub answers to its own names only', async () => {
  for (const host of [
    'localhost',
    'LOCALHOST:4040',
    '192.168.1.4:80',
    '[::1]:4040',
    'hub.local',
    'music.example.org',
  ]) {
    assert.equal(await statusFor({ host }), 200, host)
  }
  for (const host of [
    'evil.example',
    'localhost.evil.example',
    'local',
    'x.locale',
    '1.2.3.4.evil.example',
    '[evil]',
  ]) {
    assert.equal(await statusFor({ host }), 403, host)
  }
})

test('[R6] a page of another site cannot use a visitor’s cookie', async () => {
  const cookie = await signedInCookie()
  const pause = (headers: Record<string, string>) =>
    hub.ask(`${session}/pause`, { method: 'POST', body: {}, headers: { cookie, ...headers } })
  assert.equal((await pause({ origin: hub.baseUrl })).status, 200)
  assert.equal((await pause({ 'sec-fetch-site': 'same-origin' })).status, 200)
  assert.equal((await pause({ origin: 'https://page.example.org' })).status, 200)
  const elsewhere: Record<string, string>[] = [
    {},
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ]
  for (const headers of elsewhere) {
    const answer = await pause(headers)
    assert.equal(answer.status, 403, JSON.stringify(headers))
    assert.equal(codeOf(answer.json), 'request.origin')
  }
  assert.equal((await hub.ask('/me', { headers: { cookie } })).status, 200)
})

test('[R6] nor sign a visitor in', async () => {
  const headers = { origin: 'https://evil.example' }
  assert.equal((await hub.ask('/signin', { method: 'POST', body: OWNER, headers })).status, 403)
})

test('[R7] answers bring the rules that browsers keep', async () => {
  const { headers } = await hub.ask('/me')
  assert.match(String(headers.get('content-security-policy')), /default-src 'self'.*frame-ancestors 'none'/)
  assert.doesNotMatch(String(headers.get('content-security-policy')), /unsafe/)
  assert.equal(headers.get('referrer-policy'), 'no-referrer')
  assert.equal(headers.get('x-content-type-options'), 'nosniff')
})

test('[R7] the page of a display may speak by WebSocket with its hub, in browsers too that want it named', async () => {
  const allowed = async (path: string, host: string) => {
    const headers = await headersFor(path, host)
    return /connect-src ([^;]*)/.exec(String(headers['content-security-policy']))?.[1]
  }
  const named = "'self' ws://music.example.org:4040 wss://music.example.org:4040"
  for (const path of ['/display', '/display/', '/display/?screen=2'])
    assert.equal(await allowed(path, 'music.example.org:4040'), named)
  assert.equal(await allowed('/me', 'music.example.org:4040'), "'self'")
  for (const host of ['evil.example', '[::1]:4040', '* ; script-src *.local'])
    assert.equal(await allowed('/display/', host), "'self'", host)
})

test('[R8] the cookie is kept from scripts and other sites, and ends with the sign-out', async () => {
  const answer = await hub.ask('/signin', { method: 'POST', body: OWNER })
  assert.equal(answer.status, 200)
  const header = String(answer.headers.get('set-cookie'))
  assert.match(header, /^baton_session=[\w-]{43};.*HttpOnly;.*SameSite=Lax/)
  const cookie = header.split(';')[0] ?? ''
  const out = await hub.ask('/signout', { method: 'POST', headers: { cookie, origin: hub.baseUrl } })
  assert.equal(out.status, 204)
  assert.equal((await hub.ask('/me', { headers: { cookie } })).status, 401)
})

test('[A12] a cookie in use is renewed, on both sides, and one that is not ends', async () => {
  await using other = await serveHub()
  const days = (count: number) => other.pass(count * 86_400_000)
  const answer = await other.ask('/signin', { method: 'POST', body: OWNER })
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? ''
  const me = () => other.ask('/me', { headers: { cookie } })
  for (let nth = 0; nth < 3; nth += 1) {
    days(59)
    const { status, headers } = await me()
    assert.equal(status, 200)
    const renewed = String(headers.get('set-cookie'))
    assert.ok(renewed.startsWith(`${cookie}; Path=/;`), renewed)
    assert.match(renewed, /Expires=.*HttpOnly; SameSite=Lax/)
  }
  days(61)
  assert.equal((await me()).status, 401)
})

test('[R4] who guesses a password is told when to come again', async () => {
  await using other = await serveHub()
  const wrong = { ...OWNER, password: 'not the password' }
  const attempts = []
  for (let n = 0; n < 6; n++) attempts.push(await other.ask('/signin', { method: 'POST', body: wrong }))
  assert.deepEqual(
    attempts.map(({ status }) => status),
    [401, 401, 401, 401, 401, 429],
  )
  const wait = Number(attempts.at(-1)?.headers.get('retry-after'))
  assert.ok(wait > 0 && wait <= 5, String(wait))
})

test('[R10] the log names routes, and nothing that is secret or personal', async () => {
  const lines: string[] = []
  const log = pino({ level: 'trace', serializers: logSerializers }, { write: (line) => lines.push(line) })
  await using logged = await serveHub({ log, tracks: [{ name: 'Secret Song', durationMs: 1_000 }] })
  const guest = await logged.program('Bedroom of Ada')
  const [trackId] = logged.trackIds
  await guest.post('/queue/enqueue', { track_ids: [trackId] })
  await guest.ask(`/media/tracks/${trackId}?token=very-secret`)
  await guest.ask('/library/tracks?q=Secret')
  await guest.ask('/nothing-here?token=very-secret')
  await logged.ask('/signin', { method: 'POST', body: { ...OWNER, password: 'a wrong password' } })
  await logged.ask('/signin', { method: 'POST', body: '{"password": "half' })
  const text = lines.join('')
  assert.match(text, /"route":"\/media\/tracks\/:track_id"/)
  for (const secret of [
    'very-secret',
    guest.token,
    'Ada',
    'Bedroom',
    'Secret',
    'a wrong',
    String(trackId),
    'half',
  ]) {
    assert.equal(text.includes(secret), false, secret)
  }
})

test('[R16] a hand-over that does not come about is answered as such, in about two seconds', async () => {
  const mute = await hub.program()
  const { json } = await mute.post('/devices/register', {
    device_name: 'mute',
    capabilities: { reports: true },
  })
  await kitchen.post(`${session}/speaker`, { device_uuid: kitchen.deviceId })
  await kitchen.post(`${session}/play`)
  const before = performance.now()
  const answer = await kitchen.post(`${session}/speaker`, { device_uuid: json.device_uuid })
  const tookMs = performance.now() - before
  assert.deepEqual([answer.status, codeOf(answer.json)], [409, 'handover.unconfirmed'])
  assert.ok(tookMs > 1_500 && tookMs < 4_000, `${tookMs} ms`)
  assert.equal((await kitchen.ask(session)).json.active_device_uuid, kitchen.deviceId)
})

test('[R9] sign-ins are limited per address, with the time to wait', async () => {
  await using small = await serveHub({ limits: { signIn: 3 } })
  const attempt = () => small.ask('/signin', { method: 'POST', body: OWNER })
  for (let n = 0; n < 3; n++) assert.equal((await attempt()).status, 200)
  const answer = await attempt()
  assert.equal(answer.status, 429)
  assert.equal(codeOf(answer.json), 'limit.too-many')
  assert.ok(Number(answer.headers.get('retry-after')) > 0)
})

test('[R11] a session answers to its own id and to its user’s, in any case', async () => {
  for (const id of [hub.owner.sessionId, hub.owner.userId, hub.owner.userId.toUpperCase()]) {
    const { status, json } = await kitchen.ask(`/sessions/${id}`)
    assert.deepEqual([status, json.session_uuid], [200, hub.owner.sessionId])
  }
})

test('[R25] an id in a path names the same in upper case', async () => {
  const tablet = await hub.program('tablet')
  const renamed = { method: 'PATCH', body: { device_name: 'Tablet' } }
  const device = await kitchen.ask(`/devices/${String(tablet.deviceId).toUpperCase()}`, renamed)
  assert.equal(device.status, 200, device.text)
  const signIns = await tablet.ask('/me/sign-ins')
  const own = (JSON.parse(signIns.text) as { sign_in_id: string; current: boolean }[]).find(
    ({ current }) => current,
  )
  const ended = { method: 'DELETE', body: {} }
  const end = await kitchen.ask(`/me/sign-ins/${own?.sign_in_id.toUpperCase()}`, ended)
  assert.equal(end.status, 204, end.text)
  assert.equal((await tablet.ask('/me')).status, 401)
})

test('[R12] the same command id has one effect and one receipt; with another body it is a conflict', async () => {
  const id = randomUUID()
  const body = { track_ids: [hub.trackIds[0]], client_event_uuid: id }
  const first = await kitchen.post('/queue/enqueue', body)
  const again = await kitchen.post('/queue/enqueue', body)
  assert.deepEqual(again.json.receipt, first.json.receipt)
  assert.equal(again.json.revision, first.json.revision)
  const { client_event_uuid: _, ...bare } = body
  const byHeader = await kitchen.ask('/queue/enqueue', {
    method: 'POST',
    body: bare,
    headers: { 'idempotency-key': id },
  })
  assert.deepEqual(byHeader.json.receipt, first.json.receipt)
  const other = await kitchen.post('/queue/enqueue', { ...body, at: 'next' })
  assert.deepEqual([other.status, codeOf(other.json)], [409, 'command.conflict'])
})

test('[R13] a changing route answers with the session afterwards and the receipt', async () => {
  await kitchen.post(`${session}/pause`)
  const played = await kitchen.post(`${session}/play`)
  const { receipt } = played.json as { receipt: Record<string, unknown> }
  assert.equal(played.json.play_state, 'playing')
  assert.deepEqual(Object.keys(receipt).sort(), ['changed', 'command_id', 'result', 'revision', 'server_seq'])
  assert.equal(receipt.changed, true)
  const again = await kitchen.post(`${session}/play`)
  assert.equal((again.json.receipt as { changed: boolean }).changed, false)
  assert.equal(again.json.revision, played.json.revision)
})

test('[R14] the position moves on with the server’s time', async () => {
  const one = (await kitchen.ask(session)).json
  await new Promise((resolve) => setTimeout(resolve, 120))
  const two = (await kitchen.ask(session)).json
  const moved = Number(two.position_ms) - Number(one.position_ms)
  assert.equal(moved, Number(two.server_time) - Number(one.server_time))
})

test('[R15] only the active device is told where the bytes are', async () => {
  const parlour = await hub.program('parlour')
  const page = await hub.program()
  assert.match(String((await kitchen.ask(session)).json.file_url), /^\/media\/tracks\/[0-9a-f-]{36}\?token=/)
  for (const other of [parlour, page]) assert.equal('file_url' in (await other.ask(session)).json, false)
})

test('[R17] the credential says which device speaks, and nothing else does', async () => {
  const page = await hub.program()
  const report = { n: 1, epoch: 0, event: 'progress', entry_id: null, position_ms: 0 }
  assert.equal(codeOf((await page.post('/devices/me/report', report)).json), 'device.not-registered')
  assert.equal((await page.ask('/devices/heartbeat', { method: 'PATCH' })).status, 409)
  const { json } = await page.post('/devices/register', { device_name: 'Bad', device_platform: 'Linux' })
  assert.equal((await page.ask('/me')).json.device_uuid, json.device_uuid)
  const beat = await page.ask('/devices/heartbeat', {
    method: 'PATCH',
    body: { capabilities: { unlocked: false } },
  })
  assert.deepEqual([beat.status, beat.json.device_uuid, beat.json.online], [200, json.device_uuid, true])
  await page.ask(`/devices/${json.device_uuid}`, { method: 'DELETE' })
  assert.equal((await page.ask('/me')).json.device_uuid, null)
})

test('[R18] a report that was heard before changes nothing', async () => {
  const { json } = await kitchen.ask(session)
  const report = {
    n: 7,
    epoch: json.speaker_epoch,
    event: 'progress',
    entry_id: json.entry_id,
    position_ms: 1_000,
  }
  assert.equal((await kitchen.post('/devices/me/report', report)).status, 200)
  const again = await kitchen.post('/devices/me/report', report)
  assert.deepEqual([again.status, again.json.changed], [200, false])
  assert.ok(again.json.session)
})

test('[R19] every answer fits its schema in the document', async () => {
  const schemas = openapiSchemas((await hub.ask('/openapi.json')).text)
  const tries: [string, string, unknown?][] = [
    ['get', '/me'],
    ['get', '/setup'],
    ['get', '/users'],
    ['get', '/sessions/{id}'],
    ['post', '/sessions/{id}/play', {}],
    ['post', '/sessions/{id}/options', { shuffle: true }],
    ['get', '/queue'],
    ['get', '/devices'],
    ['patch', '/devices/heartbeat', {}],
    ['get', '/library/tracks'],
    ['get', '/library/albums'],
    ['get', '/library/artists'],
    ['get', '/library/search?q=a'],
    ['get', '/library/home'],
    ['get', '/library/genres'],
    ['get', '/library/years'],
    ['get', '/library/scan'],
    ['get', '/time'],
  ]
  for (const [method, path, body] of tries) {
    const answer = await kitchen.ask(path.replace('{id}', hub.owner.sessionId), {
      method: method.toUpperCase(),
      ...(body !== undefined && { body }),
    })
    assert.equal(answer.status, 200, `${path}: ${answer.text}`)
    schemas.assertAnswers(method, path.replace(/\?.*/, ''), 200, JSON.parse(answer.text))
    assert.deepEqual(Object.keys(fromRest(answer.json) as object).length, Object.keys(answer.json).length)
  }
})

test('[R3] [R12] what plain scripts send is understood: JSON called a form, and command ids everywhere', async () => {
  const script = await hub.program('script')
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const asked = (body: string) => script.ask('/devices/heartbeat', { method: 'PATCH', body, headers: form })
  const known = `{"device_uuid": "${script.deviceId}", "client_event_uuid": "beat-1"}`
  assert.equal((await asked(known)).status, 200)
  assert.equal((await asked('')).status, 200)
  assert.equal((await asked('capabilities=1')).status, 415)
  const cut = await asked('{"capabilities": ')
  assert.equal((cut.json.error as { code: string }).code, 'request.malformed')
  const login = { username: 'Grace', password: 'a long password', client_event_uuid: 'grace-1' }
  assert.equal((await script.post('/users', login)).status, 201)
})

test('the reference pages bring everything they need with them', async () => {
  const page = await hub.ask('/docs')
  assert.equal(page.status, 200)
  assert.match(page.text, /<title>Baton<\/title>/)
  const scripts = [...page.text.matchAll(/src="([^"]+)"/g)].map(([, src]) => src)
  assert.deepEqual(scripts, ['./docs/js/scalar.js'])
  assert.ok((await hub.ask('/docs/js/scalar.js')).text.length > 100_000)
})

async function signedInCookie(): Promise<string> {
  const { headers } = await hub.ask('/signin', { method: 'POST', body: OWNER })
  return headers.get('set-cookie')?.split(';')[0] ?? ''
}

function statusFor(headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    httpRequest(`${hub.baseUrl}/setup`, { headers, agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
      .on('error', reject)
      .end()
  })
}

function headersFor(path: string, host: string): Promise<IncomingHttpHeaders> {
  return new Promise((resolve, reject) => {
    httpRequest(hub.baseUrl + path, { headers: { host }, agent: false }, (response) => {
      response.resume()
      resolve(response.headers)
    })
      .on('error', reject)
      .end()
  })
}

function codeOf(json: Readonly<Record<string, unknown>>): string {
  return (json.error as { code: string }).code
}
