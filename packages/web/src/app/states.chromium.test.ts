import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { launchChromium } from '@baton/testing/browser/chromium'
import { serveFakeHub } from '@baton/testing/browser/serve-fake-hub'
import { lacking } from '@baton/testing/machine/child'
import { violationsOf } from '@baton/testing/worlds/web-app-world'
import type { Page } from 'playwright-core'

const plan = { skip: lacking('chromium'), timeout: 300_000 }
const ALBUM = '#/albums/00000001-0000-4000-8000-000000000000'
const ARTIST = '#/artists/00000003-0000-4000-8000-000000000000'
const PLAYLIST = '#/playlists/00000010-0000-4000-8000-000000000000'
/** After a menu or a dialog is gone, the focus returns with the next frame that is drawn. */
const FOCUS_WITHIN_MS = 3_000

let app: Awaited<ReturnType<typeof serveFakeHub>>
before(async () => {
  app = await serveFakeHub()
})
after(() => app[Symbol.asyncDispose]())

test('states that a hub rarely shows break no rule of accessibility, light or dark', plan, async () => {
  await using browser = await launchChromium()
  const page = await browser.newPage()
  const broken: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    for (const state of [
      '?scene=locked',
      '?scene=removed',
      '?scene=dropped',
      '?scene=failed',
      '?scene=empty',
      '?scene=away#/now',
      '?scene=scan#/scan',
      '?scene=scan',
      '?scene=paused',
      '?scene=nothing#/now',
      '#/scan',
      '#/devices',
      '#/history',
      '?scene=trouble#/health',
      PLAYLIST,
    ]) {
      await open(page, state)
      broken.push(...(await violationsOf(page, `${state}, ${colorScheme}`)))
    }
  }
  assert.deepEqual(broken, [])
})

test('who waits until another speaker is silent is told of it, and may play at once', plan, async () => {
  await using browser = await launchChromium({ viewport: { width: 320, height: 640 } })
  const page = await browser.newPage()
  await open(page, '?scene=waits')
  await page.getByText('Waiting until Kitchen is silent').waitFor()
  await page.getByRole('button', { name: 'Do not wait' }).waitFor()
  assert.deepEqual([...(await violationsOf(page, 'waiting')), ...(await tooWide(page))], [])
})

test(
  '[HE16] an owner sees what is wrong with the hub, what to do about it, and how it was',
  plan,
  async () => {
    await using browser = await launchChromium()
    const page = await browser.newPage()
    await open(page, '?scene=trouble#/settings')
    await page.getByText('Something needs attention').waitFor()
    await page.getByRole('link', { name: 'System health' }).click()
    const disk = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Disk' }) })
    await disk.getByText('The disk is nearly full').first().waitFor()
    await disk.getByText(/^Make room where the data folder/).waitFor()
    await disk.getByRole('img', { name: /^Disk: in order for 22 h.*, in trouble for 2 h/ }).waitFor()
    const database = page.getByRole('img', { name: /^Database: .* in trouble for 4 min/ })
    await database.waitFor()
    await page.getByLabel('What happened to Database').press('Enter')
    await page.getByText('The database cannot be reached', { exact: true }).waitFor()
    await page.getByLabel('How far back').selectOption('week')
    await page.getByRole('img', { name: /^Hub process: .* in trouble for 2 h/ }).waitFor()

    await open(page, '?scene=away#/health')
    await page.getByText('What happened before cannot be read right now.').waitFor()
    await page.getByRole('heading', { name: 'Disk' }).waitFor()
    await open(page, '?scene=listener#/health')
    await page.getByText('Only owners see how the hub is.').waitFor()
  },
)

test('on a screen of 320 px nothing is cut off and nothing is pushed sideways', plan, async () => {
  await using browser = await launchChromium({ viewport: { width: 320, height: 256 } })
  const page = await browser.newPage()
  const wide: string[] = []
  for (const language of ['en', 'de']) {
    await open(page, '')
    await page.evaluate((chosen) => localStorage.setItem('baton.language', chosen), language)
    for (const place of [
      '',
      '#/albums',
      '#/tracks',
      '#/artists',
      '#/genres',
      '#/years',
      '#/liked',
      '#/search?q=m',
      ALBUM,
      ARTIST,
      '#/queue',
      '#/playlists',
      PLAYLIST,
      '#/history',
      '#/now',
      '#/settings',
      '#/devices',
      '#/scan',
      '#/people',
      '?scene=trouble#/health',
      '#/start',
      '?scene=locked',
      '?scene=removed',
      '?scene=dropped',
      '?scene=failed',
      '?scene=empty',
      '?scene=paused',
      '?scene=signin',
    ]) {
      await open(page, place)
      wide.push(...(await tooWide(page)).map((what) => `${place || 'home'}, ${language}: ${what}`))
    }
  }
  assert.deepEqual(wide, [])
})

test('the main paths go by the keyboard alone', plan, async () => {
  await using browser = await launchChromium({ viewport: { width: 1200, height: 800 } })
  const page = await browser.newPage()
  await open(page, '')
  // A page begins at its heading, past the navigation.
  await focusComesTo(page, /^Home$/)
  await tabTo(page, 'Play Northbound now')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Northbound', level: 1 }).waitFor()

  await tabTo(page, 'More for')
  await page.keyboard.press('Enter')
  await page.getByRole('menu').waitFor()
  await page.keyboard.press('ArrowDown')
  await focusComesTo(page, /Play next/)
  await page.keyboard.press('Escape')
  await page.getByRole('menu').waitFor({ state: 'detached' })
  await focusComesTo(page, /^More for/)

  await page.keyboard.press('/')
  await page.getByRole('searchbox').waitFor()
  await page.keyboard.type('harbour')
  await page.getByRole('heading', { name: 'Tracks' }).waitFor()
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })

  await open(page, '#/devices')
  await tabTo(page, 'Remove Kitchen')
  await page.keyboard.press('Enter')
  await page.getByRole('alertdialog').waitFor()
  await focusComesTo(page, /^Cancel$/)
  await page.keyboard.press('Enter')
  await page.getByRole('alertdialog').waitFor({ state: 'detached' })
  await focusComesTo(page, /^Remove Kitchen$/)

  await page.keyboard.press('d')
  await page.getByRole('dialog').waitFor()
  await tabTo(page, 'Play on Kitchen')
  await page.keyboard.press('Enter')
  await page.getByText('Playing on Kitchen').first().waitFor()
})

let opened = 0
/** Loads the page anew, also where the place differs in nothing that a browser would load. */
async function open(page: Page, place: string): Promise<void> {
  const { search, hash } = new URL(place, app.address)
  await page.goto(`${app.address}${search || '?'}&opened=${++opened}${hash}`)
  await page.locator('h1').first().waitFor({ state: 'attached' })
  await page.locator('.waiting').first().waitFor({ state: 'detached' })
}

async function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const { activeElement } = document
    return activeElement?.getAttribute('aria-label') ?? activeElement?.textContent ?? ''
  })
}

/** Within a moment. */
async function focusComesTo(page: Page, name: RegExp): Promise<void> {
  const until = Date.now() + FOCUS_WITHIN_MS
  let now = await focused(page)
  while (!name.test(now) && Date.now() < until) {
    await page.waitForTimeout(20)
    now = await focused(page)
  }
  assert.match(now, name)
}

async function tabTo(page: Page, name: string): Promise<void> {
  for (let step = 0; step < 80; step += 1) {
    await page.keyboard.press('Tab')
    if ((await focused(page)).startsWith(name)) return
  }
  throw new Error(`The Tab key does not lead to "${name}".`)
}

/** The page itself, and whatever sticks out of it without a frame of its own that can be pushed. */
async function tooWide(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const found: string[] = []
    if (document.documentElement.scrollWidth > 320) found.push('the page')
    for (const element of document.querySelectorAll('button, a, h1, h2, p, input, select')) {
      const box = element.getBoundingClientRect()
      if (box.width === 0 || box.right <= 321) continue
      if (element.closest('.shelf, .views, .wishes, .visually-hidden, .skip')) continue
      found.push(`${element.tagName.toLowerCase()} "${(element.textContent ?? '').slice(0, 30)}"`)
    }
    return found
  })
}
