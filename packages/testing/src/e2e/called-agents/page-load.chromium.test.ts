import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { launchChromium } from '../../browser/chromium.ts'
import { lacking } from '../../machine/child.ts'
import { calledAgentsWorld } from '../../worlds/called-agents-world.ts'
import { OWNER } from '../../worlds/http-world.ts'

const SOCKETS = fileURLToPath(import.meta.resolve('socket.io-client/dist/socket.io.js'))
const WITHIN_MS = 60_000

/** What the scripts of the reference's page do when it loads, in their order; it writes down what happens. */
const script = (deviceId: string) => `
  window.trace = []
  const note = (what) => trace.push(what)
  const post = async (path, body) => {
    const headers = { 'content-type': 'application/json' }
    const { status } = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) })
    note(status === 200 ? path : path + ' answered ' + status)
  }
  note('the page loads')
  const socket = io()
  let isPresent = false
  let isReported = false
  socket.on('connect_response', async ({ connectionId: connection_id, userAgent, remoteAddress }) => {
    note('connect_response to ' + (userAgent === navigator.userAgent && remoteAddress ? 'this browser' : 'another'))
    await post('/register_client', { connection_id, user_agent: navigator.userAgent })
    await post('/device_select', { connection_id, device_id: '${deviceId}' })
    await post('/log_client_presence', { connection_id })
    isPresent = true
  })
  socket.on('beatplayer_status', ({ id, registered_at, last_device_health_report, reachable, mounted }) => {
    if (id !== '${deviceId}' || !registered_at || !last_device_health_report) return
    // Each further report is told, too.
    if (!isPresent || isReported) return
    isReported = true
    note('the hub has registered at the agent')
    note('health at the page: ' + (reachable && mounted ? 'ready' : 'not ready'))
  })
  socket.on('switchboard_health_ping', ({ health }) => {
    if (isReported && !trace.includes('the socket is ok')) note('the socket is ' + health)
  })`

test('[PG1] [PG2] [PG3] [PG4] [PG8] a page of the freshbeats kind loads in a browser: handshake, register_client, device_select, presence, registration at the agent, health at the page', {
  skip: lacking('chromium'),
  timeout: 180_000,
}, async (t) => {
  await using house = await calledAgentsWorld({ times: { attempts: 1 } })
  // It does not answer, and is left alone: nobody but the page makes it be tried again.
  await using agent = await house.foreignAgent()
  agent.tell({ broken: true })
  const id = await house.add(agent)
  await house.health(id, 'down')
  agent.tell({ broken: false })
  await using browser = await launchChromium()
  const page = await browser.newPage()
  page.setDefaultTimeout(WITHIN_MS)
  await signedIn(page, house.hub.baseUrl)
  await page.addScriptTag({ path: SOCKETS })
  await page.addScriptTag({ content: script(id) })
  await page.waitForFunction(`trace.includes('the socket is ok')`)
  const trace = (await page.evaluate('trace')) as readonly string[]
  t.diagnostic(trace.map((line, nth) => `${nth + 1}. ${line}`).join('\n'))
  assert.deepEqual(trace, [
    'the page loads',
    'connect_response to this browser',
    '/register_client',
    '/device_select',
    '/log_client_presence',
    'the hub has registered at the agent',
    'health at the page: ready',
    'the socket is ok',
  ])
  assert.equal(agent.calls('/register_client').length, 1)
})

/** A page of the hub's own address with nothing in it, as somebody who is signed in by a cookie. */
async function signedIn(page: Page, baseUrl: string): Promise<void> {
  const address = `${baseUrl}/freshbeats`
  await page.route(address, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>freshbeats</title>' }),
  )
  await page.goto(address)
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(OWNER),
  }
  const status = await page.evaluate(`fetch('/signin', ${JSON.stringify(init)}).then(({ status }) => status)`)
  assert.equal(status, 200)
}
