import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { evaluateQuietly, launchChromium } from '../browser/chromium.ts'
import { lacking } from '../machine/child.ts'
import { OWNER, type Program } from '../worlds/http-world.ts'
import { until } from '../worlds/hub-process-world.ts'
import { isReal, type LongTrackWorld, longTrack, longTrackWorld } from './long-track.ts'

const skip = lacking('chromium', 'setpriv')
const TRACK = longTrack(3_000)
const RATE = 192_000
/** A browser fetches as fast as it can. Behind a link this slow it fetches all the time that it plays. */
const LINK_BYTES_A_SECOND = RATE * 4 * 1.25

test('[T7] a browser plays a track of more than ten windows to its end, with a long pause and a late seek', {
  skip,
  timeout: TRACK.trackMs * 2 + TRACK.pauseMs + 120_000,
}, async (t) => {
  await using world = await longTrackWorld(TRACK, RATE)
  await using browser = await launchChromium()
  const page = await browser.newPage()
  const remote = await queued(world)
  const session = `/sessions/${(await remote.ask('/me')).json.session_uuid}`
  await signedIn(page, world.hub.baseUrl)
  await slowLink(page)
  await press(page, 'Play')
  const address = await lastAddress(world)
  await atLeast(remote, session, TRACK.trackMs / 3)

  await press(page, 'Pause')
  await wait(TRACK.pauseMs)
  await press(page, 'Play')
  const asked = world.media.ranges.length
  const seek = (positionMs: number) => remote.post(`${session}/seek`, { position_ms: Math.round(positionMs) })
  // Far ahead of what the browser has fetched by then.
  await seek(TRACK.trackMs - 3_000)
  await until('the rest is asked for', async () => world.media.ranges.length > asked)
  await seek(TRACK.trackMs / 4)
  const soughtAt = performance.now()
  const now = () => remote.ask(session)
  await until('it has ended', async () => (await now()).json.play_state === 'stopped', TRACK.trackMs + 30_000)
  const tookMs = performance.now() - soughtAt
  const leftMs = (TRACK.trackMs * 3) / 4
  assert.ok(Math.abs(tookMs - leftMs) < 4_000, `the last ${leftMs} ms took ${tookMs} ms`)
  const { entries } = (await remote.ask('/queue')).json as { entries: { status: string }[] }
  assert.notEqual(entries[0]?.status, 'failed')
  t.diagnostic(`asked for ${world.media.ranges.join(', ')}`)

  assert.equal(await opens(page, await lastAddress(world)), 200)
  const parlour = await world.hub.program('Parlour')
  await parlour.post(`${session}/speaker`, { device_uuid: parlour.deviceId })
  for (const former of [address, await lastAddress(world)]) assert.equal(await opens(page, former), 403)
})

/** The track waits, and somebody is signed in who is no device. */
async function queued({ hub }: LongTrackWorld): Promise<Program> {
  const remote = await hub.program()
  await remote.post('/queue/enqueue', { track_ids: hub.trackIds.slice(0, 1) })
  return remote
}

async function signedIn(page: Page, address: string): Promise<void> {
  page.setDefaultTimeout(20_000)
  await page.goto(address)
  await page.getByLabel('User name').fill(OWNER.username)
  await page.getByLabel('Password', { exact: true }).fill(OWNER.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.locator('.bar-middle').waitFor()
  if (isReal) return
  // The app is in contact every ten seconds. Where the windows are shorter than that, contact comes more often.
  const beat = `fetch('/devices/heartbeat', { method: 'PATCH', headers: { 'content-type': 'application/json' }, body: '{}' })`
  await evaluateQuietly(page, `setInterval(() => void ${beat}, ${TRACK.windowMs / 4})`)
}

async function slowLink(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: LINK_BYTES_A_SECOND,
    uploadThroughput: -1,
  })
}

async function press(page: Page, name: 'Play' | 'Pause'): Promise<void> {
  await page.locator('.bar-middle').getByRole('button', { name, exact: true }).click()
}

async function atLeast(remote: Program, session: string, positionMs: number): Promise<void> {
  await until(
    `the music is at ${positionMs} ms`,
    async () => {
      const { json } = await remote.ask(session)
      return json.play_state === 'playing' && Number(json.position_ms) >= positionMs
    },
    TRACK.trackMs + 20_000,
  )
}

/** The address that the page fetched last, as somebody would copy it. */
function lastAddress({ media }: LongTrackWorld): Promise<string> {
  return until('the page has asked for audio', async () => media.addresses.at(-1))
}

async function opens(page: Page, address: string): Promise<unknown> {
  return evaluateQuietly(
    page,
    `fetch(${JSON.stringify(address)}, { method: 'HEAD' }).then(({ status }) => status)`,
  )
}
