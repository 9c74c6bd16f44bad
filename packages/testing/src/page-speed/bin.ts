// `npm run page-speed`: what Lighthouse says of the home page on a slow phone, and what scrolling through 10,000 tracks
// and through a playlist of as many costs. It needs a quiet machine, so it is no part of the tests; it ends with 1 where a goal is missed.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { MAX_ENQUEUE } from '@baton/protocol'
import lighthouse from 'lighthouse'
import { chromium, type Page } from 'playwright-core'
import { program } from '../worlds/http-world.ts'
import { webAppWorld } from '../worlds/web-app-world.ts'
import { type LongestTask, longestTask } from './longest-task.ts'

const GOALS = { performance: 90, accessibility: 100, 'best-practices': 100 } as const
/** Told beside the marks, for whoever wants to know where they come from. */
const MEASURES = [
  'first-contentful-paint',
  'largest-contentful-paint',
  'speed-index',
  'total-blocking-time',
  'cumulative-layout-shift',
  'total-byte-weight',
  'mainthread-work-breakdown',
  'bootup-time',
] as const
const ROWS = 10_000
const PAGE_ROWS = 50
const LONGEST_TASK_MS = 50
const MOST_ELEMENTS = 2_500
const person = { username: 'robin', password: 'a long password' }

let missed = false
await main()
if (missed) process.exitCode = 1

async function main(): Promise<void> {
  const debugPort = await freePort()
  await using world = await webAppWorld(person)
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', `--remote-debugging-port=${debugPort}`],
  })
  try {
    // The context that Lighthouse opens its page in is the browser's own: what signs in must use it too.
    const page = await (await chromium.connectOverCDP(`http://127.0.0.1:${debugPort}`))
      .contexts()[0]
      ?.newPage()
    if (!page) throw new Error('The browser has no page.')
    await signIn(page, world.address)
    await page.locator('.card').first().waitFor({ timeout: 60_000 })
    await page.waitForTimeout(3_000)
    await page.goto('about:blank')
    await judge(world.address, debugPort)
    await scroll(page, world.address)
    await scrollPlaylist(page, world.address)
  } finally {
    await browser.close()
  }
}

/** A first visit: nothing of the app is kept by the browser yet, but somebody is signed in. */
async function judge(address: string, port: number): Promise<void> {
  const run = await lighthouse(`${address}/`, {
    port,
    output: 'json',
    logLevel: 'error',
    onlyCategories: Object.keys(GOALS),
  })
  if (!run) throw new Error('Lighthouse gave no result.')
  const { categories, audits } = run.lhr
  for (const [name, goal] of Object.entries(GOALS)) {
    const category = categories[name]
    tell(`Lighthouse ${name}`, Math.round((category?.score ?? 0) * 100), goal, 'at least')
    for (const { id, weight } of category?.auditRefs ?? []) {
      const audit = audits[id]
      if (weight > 0 && audit && audit.score !== null && audit.score < 0.9)
        console.log(`    ${audit.title} ${audit.displayValue ?? ''}`)
    }
  }
  for (const id of MEASURES) console.log(`    ${audits[id]?.title}: ${audits[id]?.displayValue ?? ''}`)
}

async function scroll(page: Page, address: string): Promise<void> {
  await page.setViewportSize({ width: 1200, height: 800 })
  await page.route('**/library/tracks?*', (route) => {
    const wishes = new URL(route.request().url()).searchParams
    const from = Number(wishes.get('cursor') ?? 0)
    const length = Number(wishes.get('limit') ?? PAGE_ROWS)
    const items = Array.from({ length }, (_, index) => track(from + index))
    const next = from + length
    return route.fulfill({ json: { items, next_cursor: next < ROWS ? String(next) : null } })
  })
  await page.goto(`${address}/#/tracks`)
  await page.getByText('Track 0', { exact: true }).waitFor()
  await page.mouse.move(600, 400)
  let most = 0
  const last = page.getByText(`Track ${ROWS - 1}`, { exact: true })
  const longest = await longestTask(page, async () => {
    const until = Date.now() + 90_000
    while (Date.now() < until && !(await last.isVisible())) {
      for (let step = 0; step < 10; step += 1) await page.mouse.wheel(0, 2_400)
      most = Math.max(most, await page.evaluate(() => document.querySelectorAll('*').length))
    }
  })
  tell(`rows reached of ${ROWS}`, (await last.isVisible()) ? ROWS : 0, ROWS, 'at least')
  tellScrolling(longest, most)
}

/** The longest playlist that there may be, to its end. */
async function scrollPlaylist(page: Page, address: string): Promise<void> {
  const playlistId = await longestPlaylist(address)
  await page.unroute('**/library/tracks?*')
  await page.goto(`${address}/#/playlists/${playlistId}`)
  await page.locator('.entry').first().waitFor()
  await page.mouse.move(600, 400)
  let most = 0
  const isAtEnd = () =>
    page.evaluate(
      () => scrollY + innerHeight >= document.documentElement.scrollHeight - 2 && scrollY > 100_000,
    )
  const longest = await longestTask(page, async () => {
    const until = Date.now() + 90_000
    while (Date.now() < until && !(await isAtEnd())) {
      for (let step = 0; step < 10; step += 1) await page.mouse.wheel(0, 2_400)
      most = Math.max(most, await page.evaluate(() => document.querySelectorAll('*').length))
    }
  })
  tell(`a playlist of ${ROWS}: its end is reached`, (await isAtEnd()) ? 1 : 0, 1, 'at least')
  tellScrolling(longest, most)
}

function tellScrolling({ processorMs, wallMs }: LongestTask, elements: number): void {
  const longest = Math.round(processorMs)
  tell('longest task while scrolling, ms of processor time', longest, LONGEST_TASK_MS, 'at most')
  console.log(`    ${Math.round(wallMs)} ms by the clock`)
  tell('most elements in the page', elements, MOST_ELEMENTS, 'at most')
}

/** Of the tracks that there are, over and over. */
async function longestPlaylist(address: string): Promise<string> {
  const { ask, post } = await program(address, person)
  const { json: library } = await ask('/library/tracks?limit=50')
  const ids = (library.items as readonly { readonly track_id: string }[]).map(({ track_id }) => track_id)
  const { json: made } = await post('/playlists', { title: 'All of it' })
  const { playlist_id } = made.playlist as { readonly playlist_id: string }
  for (let from = 0; from < ROWS; from += MAX_ENQUEUE) {
    const track_ids = Array.from({ length: MAX_ENQUEUE }, (_, nth) => ids[(from + nth) % ids.length])
    await post(`/playlists/${playlist_id}/tracks`, { track_ids })
  }
  return playlist_id
}

function tell(what: string, value: number, goal: number, kind: 'at least' | 'at most'): void {
  const isMet = kind === 'at least' ? value >= goal : value <= goal
  if (!isMet) missed = true
  console.log(`${isMet ? 'ok    ' : 'MISSED'} ${what}: ${value} (${kind} ${goal})`)
}

async function signIn(page: Page, address: string): Promise<void> {
  await page.goto(address)
  await page.getByLabel('User name').fill(person.username)
  await page.getByLabel('Password', { exact: true }).fill(person.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

function track(index: number) {
  return {
    track_id: `00000002-0000-4000-8000-${String(index).padStart(12, '0')}`,
    title: `Track ${index}`,
    artist: `Artist ${index % 700}`,
    album: `Album ${index % 1200}`,
    album_id: `00000001-0000-4000-8000-${String(index % 1200).padStart(12, '0')}`,
    cover_id: null,
    duration_ms: 180_000 + (index % 90) * 1000,
    artist_id: null,
    album_artist: null,
    disc_no: 1,
    track_no: (index % 12) + 1,
    year: 2000 + (index % 24),
    genre: null,
    codec: 'flac',
    mime: 'audio/flac',
    size_bytes: 1,
    missing: false,
    added_at: 0,
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
