import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { connect } from '@baton/client'
import { io } from 'socket.io-client'
import { launchChromium } from '../browser/chromium.ts'
import { lacking } from '../machine/child.ts'
import { lackingNginx, startNginxWith } from '../machine/nginx.ts'
import { freePort } from '../machine/ports.ts'
import { composedHub } from '../worlds/composed-hub.ts'
import { OWNER } from '../worlds/http-world.ts'
import { until } from '../worlds/hub-process-world.ts'

const GUIDE = new URL('../../../../docs/guides/behind-a-proxy.md', import.meta.url)
const JSON_TYPE = { 'content-type': 'application/json' }

/** Nginx with what the guide says, word for word but for the port of the hub. */
async function nginxOfTheGuide(hubUrl: string) {
  const samples = [...(await readFile(GUIDE, 'utf8')).matchAll(/```nginx\n(.*?)```/gs)].map(
    ([, text]) => text,
  )
  assert.equal(samples.length, 2)
  const [inHttp, inServer = ''] = samples
  const port = await freePort()
  const server = inServer.replace('http://127.0.0.1:4040/', `${hubUrl}/`)
  assert.notEqual(server, inServer)
  const text = `${inHttp}\nserver {\nlisten 127.0.0.1:${port};\n${server}\n}`
  const nginx = await startNginxWith({ port, inHttp: async () => text })
  return { origin: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: () => nginx[Symbol.asyncDispose]() }
}

test('[O18] under a path of a proxy everything works: page, API, cookies, events, music, sockets, uploads, the kept app', {
  skip: lackingNginx() || lacking('chromium'),
  timeout: 180_000,
}, async () => {
  await using hub = await composedHub({
    tracks: [{ title: 'One', durationMs: 20_000 }],
    proxies: ['127.0.0.1'],
  })
  await using nginx = await nginxOfTheGuide(hub.baseUrl)
  const { origin } = nginx
  const address = `${origin}/baton`

  const led = await fetch(address, { redirect: 'manual' })
  assert.deepEqual([led.status, led.headers.get('location')], [301, '/baton/'])
  const body = JSON.stringify({ username: OWNER.username, password: OWNER.password })
  const headers = { ...JSON_TYPE, origin }
  const signedIn = await fetch(`${address}/signin`, { method: 'POST', headers, body })
  const cookies = signedIn.headers.getSetCookie()
  const paths = cookies.map((cookie) => /^(\w+)=.*; Path=([^;]+)/i.exec(cookie)?.slice(1))
  assert.deepEqual(paths, [
    ['baton_session', '/baton/'],
    ['baton_known', '/baton/signin'],
  ])
  const asked = await fetch(`${address}/device_authorization`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: 'box' }),
  })
  assert.equal(((await asked.json()) as { verification_uri: string }).verification_uri, `${address}/#/link`)

  const client = connect({ baseUrl: address })
  const { accessToken: token } = await client.tokens(OWNER)
  const size = { 'upload-length': '5', 'upload-metadata': `filename ${btoa('a.flac')}` }
  const created = await fetch(`${address}/tus`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'tus-resumable': '1.0.0', ...size },
  })
  assert.match(created.headers.get('location') ?? '', /^\/baton\/tus\//)
  const socket = io(origin, { path: '/baton/socket.io/', transports: ['websocket'], auth: { token } })
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('connect_error', reject))
  socket.disconnect()

  await using browser = await launchChromium()
  const page = await browser.newPage()
  page.setDefaultTimeout(30_000)
  const outside: string[] = []
  const media: string[] = []
  page.on('request', (request) => {
    const url = new URL(request.url())
    if (url.protocol === 'http:' && !url.pathname.startsWith('/baton/')) outside.push(url.pathname)
  })
  page.on('response', (answer) => {
    const { pathname } = new URL(answer.url())
    if (pathname.startsWith('/baton/media/')) media.push(`${answer.status()}`)
  })
  await page.goto(`${address}/`)
  await page.getByLabel('User name').fill(OWNER.username)
  await page.getByLabel('Password', { exact: true }).fill(OWNER.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.locator('.bar-middle').waitFor()
  const remote = await hub.program('Remote')
  await remote.post('/queue/enqueue', { track_ids: hub.trackIds })
  await page.locator('.bar-middle').getByRole('button', { name: 'Play', exact: true }).click()
  const session = `/sessions/${(await remote.ask('/me')).json.session_uuid}`
  await until('it sounds', async () => Number((await remote.ask(session)).json.position_ms) > 500)
  await remote.post(`${session}/pause`, {})
  await page.locator('.bar-middle').getByRole('button', { name: 'Play', exact: true }).waitFor()
  assert.ok(media.length > 0 && media.every((status) => status.startsWith('2')), media.join(' '))

  const scope = await page.evaluate(async () => (await navigator.serviceWorker.ready).scope)
  assert.equal(scope, `${address}/`)
  await page.reload()
  await page.locator('.bar-middle').waitFor()
  assert.deepEqual(outside, [], 'nothing is asked for beside the path')
})
