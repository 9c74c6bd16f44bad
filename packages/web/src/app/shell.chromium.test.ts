import assert from 'node:assert/strict'
import { test } from 'node:test'
import { launchChromium } from '@baton/testing/browser/chromium'
import { lacking } from '@baton/testing/machine/child'
import { violationsOf, visit, webAppWorld } from '@baton/testing/worlds/web-app-world'
import type { Page } from 'playwright-core'

const person = { username: 'robin', password: 'a long password' }
const plan = { skip: lacking('chromium'), timeout: 120_000 }

test('a new owner names the device, sees the music arrive and may bring a phone along', plan, async () => {
  await using world = await webAppWorld(null)
  await using browser = await launchChromium()
  const page = await browser.newPage()
  const broken: string[] = []
  await page.goto(world.setupLink)
  await fillIn(page)
  await page.getByRole('button', { name: 'Create the owner' }).click()

  await page.getByRole('heading', { name: 'Name this device' }).waitFor()
  await page.getByLabel('Name').fill('Study')
  broken.push(...(await violationsOf(page, 'name')))
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByText(/tracks? on .* are ready/).waitFor({ timeout: 40_000 })
  broken.push(...(await violationsOf(page, 'music')))
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByText('Write the address of this computer').waitFor()
  await page.getByLabel('Address of the hub').fill('192.168.1.20:8420')
  await page.getByRole('img', { name: 'Picture with the address http://192.168.1.20:8420' }).waitFor()
  broken.push(...(await violationsOf(page, 'phone')))
  await page.getByRole('button', { name: 'Go to the music' }).click()

  await page.locator('a[href="#/devices"]').first().click()
  await page.getByRole('heading', { name: 'Study' }).waitFor()
  await page.goto(`${world.address}/#/people`)
  await page.getByLabel('User name').fill('jo')
  await page.getByLabel('Password', { exact: true }).fill('another long one')
  await page.getByRole('button', { name: 'Add the person' }).click()
  await page.getByRole('list', { name: 'People of the household' }).getByText('jo').waitFor()
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    for (const place of ['devices', 'scan', 'people', 'settings']) {
      await visit(page, `${world.address}/#/${place}`)
      broken.push(...(await violationsOf(page, `${place}, ${colorScheme}`)))
    }
  }
  assert.deepEqual(broken, [])

  // A desk's screen enlarged four times is as wide as this.
  await page.setViewportSize({ width: 320, height: 256 })
  for (const place of ['', 'devices', 'scan', 'people', 'settings', 'start', 'queue', 'now']) {
    await visit(page, `${world.address}/#/${place}`)
    assert.ok(
      await page.evaluate(() => document.documentElement.scrollWidth <= 320),
      `#/${place} is too wide`,
    )
  }
})

test('the language changes at once, and nobody is led out by it', plan, async () => {
  await using world = await webAppWorld(person)
  await using browser = await launchChromium()
  const page = await browser.newPage()
  await signIn(page, world.address)
  await page.goto(`${world.address}/#/settings`)
  await page.getByText('Deutsch', { exact: true }).click()
  await page.getByRole('heading', { name: 'Einstellungen' }).waitFor()
  assert.equal(await page.locator('html').getAttribute('lang'), 'de')
  await page.reload()
  await page.getByRole('heading', { name: 'Einstellungen' }).waitFor()
  await page.getByText('English', { exact: true }).click()
  await page.getByRole('heading', { name: 'Settings' }).waitFor()
})

test('an ended sign-in leads to the door, and signing in leads back', plan, async () => {
  await using world = await webAppWorld(person)
  await using browser = await launchChromium()
  const page = await browser.newPage()
  await signIn(page, world.address)
  await browser.context.clearCookies()
  await page.goto(`${world.address}/#/people`)
  await page.getByText('This sign-in has ended').waitFor()
  await fillIn(page)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'People' }).waitFor()
})

test(
  'the app opens with what was last known while the hub is away, and lives again when it is back',
  plan,
  async () => {
    await using world = await webAppWorld(person)
    await using browser = await launchChromium()
    const page = await browser.newPage()
    await signIn(page, world.address)
    const card = page.locator('.card').first()
    await card.waitFor({ timeout: 40_000 })
    await card.hover()
    await card.getByRole('button', { name: /^Play .* now$/ }).click()
    await page.waitForFunction(() => navigator.mediaSession.playbackState === 'playing')
    const title = await page.locator('.bar .row-title').textContent()
    assert.equal(await page.evaluate(() => navigator.mediaSession.metadata?.title), title)
    assert.match(await page.title(), new RegExp(`^♪ ${title} · `))
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready
    })

    await world.stop()
    await page.getByText('The hub is away').waitFor({ timeout: 30_000 })
    assert.deepEqual(await violationsOf(page, 'away'), [])
    await page.goto(`${world.address}/#/devices`)
    await page.reload()
    await page.getByText('The hub is away').waitFor({ timeout: 30_000 })
    await page.getByRole('heading', { name: 'Devices' }).waitFor()
    assert.equal(await page.locator('.bar .row-title').textContent(), title)

    await world.start()
    await page.getByText('The hub is away').waitFor({ state: 'detached', timeout: 40_000 })
  },
)

async function fillIn(page: Page): Promise<void> {
  await page.getByLabel('User name').fill(person.username)
  await page.getByLabel('Password', { exact: true }).fill(person.password)
}

async function signIn(page: Page, address: string): Promise<void> {
  await page.goto(address)
  await fillIn(page)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.locator('nav a[href="#/settings"]').waitFor()
}
