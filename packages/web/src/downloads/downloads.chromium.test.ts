import assert from 'node:assert/strict'
import { test } from 'node:test'
import { launchChromium } from '@baton/testing/browser/chromium'
import { mediaSite } from '@baton/testing/downloads/media-site'
import { lacking } from '@baton/testing/machine/child'
import { enter, violationsOf, visit, webAppWorld } from '@baton/testing/worlds/web-app-world'
import type { Page } from 'playwright-core'

const person = { username: 'robin', password: 'a long password' }
const plan = { skip: lacking('chromium', 'yt-dlp', 'ffmpeg'), timeout: 900_000 }
const WITHIN_MS = 240_000

test(
  '[DL1] [DL3] [DL6] an address is typed, its title corrected by the keyboard, and its track is there',
  plan,
  async () => {
    await using site = await mediaSite()
    await using world = await webAppWorld(person, { downloadNetworks: ['127.0.0.1'] })
    await using browser = await launchChromium()
    const page = await browser.newPage()
    await enter(page, world, person)
    await page.setViewportSize({ width: 390, height: 800 })
    await visit(page, `${world.address}/#/downloads`)
    await page.getByRole('heading', { level: 2, name: 'Nothing on its way' }).waitFor()
    const address = page.getByLabel('Address of a song')
    await address.fill('mailto:robin@example.org')
    await address.press('Enter')
    await page.getByText('That is no address of the web.').waitFor()

    await page.getByLabel('Let me check title and artist first').check()
    await address.fill(`${site.url}/song.wav`)
    await address.press('Enter')
    await row(page, 'song', 'It is here.')
    assert.deepEqual(await violationsOf(page, 'downloads'), [])
    const isWide = await page.evaluate('document.documentElement.scrollWidth > innerWidth')
    assert.equal(isWide, false, 'a phone shows all of it')
    await page.getByRole('button', { name: 'Title and artist of song' }).press('Enter')
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Title').fill('Right title')
    assert.deepEqual(await violationsOf(page, 'title and artist'), [])
    await page.keyboard.press('Enter')
    await row(page, 'Right title', 'In the library')

    await page.getByLabel('Let me check title and artist first').uncheck()
    await address.fill(`${site.url}/later.wav`)
    await address.press('Enter')
    await row(page, 'later.wav', 'is not available')
    site.bring()
    await page.getByRole('button', { name: /^Try .*later.wav again$/ }).click()
    await row(page, 'later', 'In the library')
    await page.getByRole('button', { name: 'Clear what is over' }).click()
    await page.getByRole('heading', { level: 2, name: 'Nothing on its way' }).waitFor()
    await visit(page, `${world.address}/#/tracks?q=Right`)
    await page.getByText('Right title', { exact: true }).first().waitFor()
  },
)

async function row(page: Page, name: string, text: string): Promise<void> {
  const found = page.locator('.incoming').filter({ hasText: name }).filter({ hasText: text })
  await found.waitFor({ timeout: WITHIN_MS })
}
