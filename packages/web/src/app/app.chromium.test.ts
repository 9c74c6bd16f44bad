import assert from 'node:assert/strict'
import { test } from 'node:test'
import { evaluateQuietly, launchChromium } from '@baton/testing/browser/chromium'
import { lacking } from '@baton/testing/machine/child'
import { violationsOf, visit, webAppWorld } from '@baton/testing/worlds/web-app-world'
import type { Page } from 'playwright-core'

const person = { username: 'robin', password: 'a long password' }
const plan = { skip: lacking('chromium'), timeout: 120_000 }

test('a new hub is set up, composes its tunes and plays them in the page that asked', plan, async () => {
  await using hub = await webAppWorld(null)
  await using browser = await launchChromium()
  const page = await browser.newPage()
  const complaints = complaintsOf(page)
  await page.goto(hub.setupLink)
  await page.getByLabel('User name').fill(person.username)
  await page.getByLabel('Password', { exact: true }).fill(person.password)
  await page.getByRole('button', { name: 'Create the owner' }).click()
  await page.getByRole('button', { name: 'Skip the rest' }).click()

  await playFirstAlbum(page)
  await waitForBar(page, 'This device')
  const before = await barTitle(page)
  await page.keyboard.press('n')
  await page.waitForFunction(
    (title) => document.querySelector('.bar .row-title')?.textContent !== title,
    before,
  )
  await page.keyboard.press(' ')
  await page.locator('.bar-middle').getByRole('button', { name: 'Play' }).waitFor()
  assert.deepEqual(complaints(), [])
})

test('music moves to another browser once somebody has tapped it, and back by undo', plan, async () => {
  await using hub = await webAppWorld(person)
  await using desk = await launchChromium()
  await using tablet = await launchChromium({ viewport: { width: 820, height: 1180 } })
  const [here, there] = [await desk.newPage(), await tablet.newPage()]
  await signIn(here, hub.address)
  await renameDevice(here, 'Desk')
  // Whatever goes through a locator counts as a touch: until it is tapped, nothing on the tablet does.
  await there.goto(hub.address)
  const body = JSON.stringify(person)
  const headers = { 'content-type': 'application/json' }
  const init = JSON.stringify({ method: 'POST', headers, body })
  assert.equal(await evaluateQuietly(there, `fetch('/signin', ${init}).then((answer) => answer.status)`), 200)
  await there.reload()
  await here.goto(hub.address)
  await playFirstAlbum(here)
  await waitForBar(here, 'This device')

  await here.keyboard.press('d')
  const dialog = here.getByRole('dialog')
  await renameOther(here, 'Tablet')
  await dialog.getByRole('button', { name: 'Play on Tablet' }).click()
  await dialog.getByText('must be tapped once').waitFor()
  await there.getByRole('button', { name: 'Allow sound' }).click()
  await dialog.getByText('Ready').waitFor()
  await dialog.getByRole('button', { name: 'Play on Tablet' }).click()
  await dialog.getByText('Playing on Tablet').waitFor()
  await waitForBar(there, 'This device')
  await waitForBar(here, 'Tablet')

  await undo(here, 'Playing on Tablet')
  await waitForBar(there, 'Desk')
  await waitForBar(here, 'This device')
})

test(
  'two tabs of one browser are one device; when the sounding one closes the other plays on',
  plan,
  async () => {
    await using hub = await webAppWorld(person)
    await using browser = await launchChromium()
    const [first, second] = [await browser.newPage(), await browser.newPage()]
    await signIn(first, hub.address)
    await playFirstAlbum(first)
    await second.goto(hub.address)
    await waitForBar(second, 'This device')
    await second.keyboard.press('d')
    await second.getByRole('dialog').getByText('This device · Playing').waitFor()
    assert.equal(await second.locator('.device').count(), 1)
    await second.keyboard.press('Escape')
    const before = await seekText(second)
    await first.close()
    await second.waitForTimeout(4_000)
    await second.locator('.bar-middle').getByRole('button', { name: 'Pause' }).waitFor()
    assert.notEqual(await seekText(second), before)
  },
)

test('what was found plays at once; every change of the queue can be taken back', plan, async () => {
  await using hub = await webAppWorld(person)
  await using browser = await launchChromium()
  const page = await browser.newPage()
  await signIn(page, hub.address)
  await playFirstAlbum(page)
  const [first, second] = await libraryTitles(page)

  await page.keyboard.press('/')
  await page.getByRole('searchbox').fill(second)
  await page.locator('.row').filter({ hasText: second }).first().getByRole('button', { name: 'Like' }).click()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').getByRole('searchbox').fill(second)
  await page.getByRole('menuitem', { name: second }).first().click()
  await page.locator('.bar .row-title').getByText(second, { exact: true }).waitFor()
  await undo(page, `Playing ${second}`)
  await page.locator('.bar .row-title').getByText(first, { exact: true }).waitFor()

  await page.goto(`${hub.address}/#/liked`)
  await page.locator('.row').filter({ hasText: second }).waitFor()
  await page.goto(`${hub.address}/#/queue`)
  const entries = page.locator('.entry .row-title')
  const before = await entries.allTextContents()
  await page.getByRole('button', { name: 'Select', exact: true }).click()
  for (const row of [1, 2]) await page.locator('.entry').nth(row).click()
  await page.getByRole('button', { name: 'Remove', exact: true }).click()
  await page.getByText('2 tracks were removed').waitFor()
  await waitForEntries(page, before.length - 2)
  await undo(page, '2 tracks were removed')
  await waitForEntries(page, before.length)
  assert.deepEqual(await entries.allTextContents(), before)
})

test('no screen breaks a rule of accessibility, light or dark', plan, async () => {
  await using hub = await webAppWorld(person)
  await using browser = await launchChromium()
  const page = await browser.newPage()
  const broken: string[] = []
  const judge = async (name: string) => broken.push(...(await violationsOf(page, name)))

  await page.goto(hub.address)
  await page.getByLabel('User name').waitFor()
  await judge('sign-in')
  await signIn(page, hub.address)
  await playFirstAlbum(page)
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    for (const place of [
      '',
      'albums',
      'tracks?sort=added',
      'artists',
      'genres',
      'years',
      'liked',
      'search?q=a',
      'search?q=nothing-like-it',
      'queue',
      'now',
      'settings',
      'nowhere',
    ]) {
      await visit(page, `${hub.address}/#/${place}`)
      await judge(`${place || 'home'}, ${colorScheme}`)
    }
    await page.goto(`${hub.address}/#/`)
    await page.locator('.card-text').first().click()
    await page.getByRole('button', { name: 'Add to end' }).waitFor()
    await judge(`album, ${colorScheme}`)
    await page
      .getByRole('button', { name: /^More for/ })
      .first()
      .click()
    await page.getByRole('menu').waitFor()
    await judge(`menu, ${colorScheme}`)
    await page.keyboard.press('Escape')
    for (const key of ['d', '?', 'Control+k']) {
      await page.keyboard.press(key)
      await page.getByRole('dialog').waitFor()
      await judge(`dialog ${key}, ${colorScheme}`)
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
    }
  }
  assert.deepEqual(broken, [])
})

async function signIn(page: Page, address: string): Promise<void> {
  await page.goto(address)
  await page.getByLabel('User name').fill(person.username)
  await page.getByLabel('Password', { exact: true }).fill(person.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Home' }).waitFor()
}

/** The one device beside this page's own, as soon as it has registered. */
async function renameOther(page: Page, name: string): Promise<void> {
  await page.waitForFunction(async (wanted) => {
    const devices: { device_uuid: string; name: string }[] = await (await fetch('/devices')).json()
    const other = devices.find((device) => device.name !== 'Desk')
    if (!other) return false
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ device_name: wanted })
    return (await fetch(`/devices/${other.device_uuid}`, { method: 'PATCH', headers, body })).ok
  }, name)
}

async function renameDevice(page: Page, name: string): Promise<void> {
  await page.locator('a[href="#/settings"]').click()
  await page.getByRole('button', { name: 'Rename the device' }).click()
  await page.getByLabel('Name').fill(name)
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText(name, { exact: true }).waitFor()
}

/** The demo tunes take some seconds to be composed: the page shows them by itself. */
async function playFirstAlbum(page: Page): Promise<void> {
  const card = page.locator('.card').first()
  await card.waitFor({ timeout: 40_000 })
  await card.hover()
  await card.getByRole('button', { name: /^Play .* now$/ }).click()
  await page.locator('.bar-middle').getByRole('button', { name: 'Pause' }).waitFor()
}

async function waitForEntries(page: Page, count: number): Promise<void> {
  await page.waitForFunction((wanted) => document.querySelectorAll('.entry').length === wanted, count)
}

async function undo(page: Page, notice: string): Promise<void> {
  await page.locator('.notice').filter({ hasText: notice }).getByRole('button', { name: 'Undo' }).click()
}

/** The current track of the first album, and the one behind it. */
async function libraryTitles(page: Page): Promise<readonly [string, string]> {
  await page.goto(`${new URL(page.url()).origin}/#/queue`)
  await page.locator('.entry').nth(1).waitFor()
  const [first = '', second = ''] = await page.locator('.entry .row-title').allTextContents()
  return [first.trim(), second.trim()]
}

async function waitForBar(page: Page, device: string): Promise<void> {
  await page.locator('.bar .device-name').getByText(device, { exact: true }).waitFor()
}

async function barTitle(page: Page): Promise<string | null> {
  return page.locator('.bar .row-title').textContent()
}

async function seekText(page: Page): Promise<string | null> {
  return page.locator('.bar .seek-time').first().textContent()
}

/** What the page complained of, but for the answer that asks for a sign-in. */
function complaintsOf(page: Page): () => readonly string[] {
  const heard: string[] = []
  page.on('pageerror', (error) => heard.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('401')) heard.push(message.text())
  })
  return () => heard
}
