import assert from 'node:assert/strict'
import { test } from 'node:test'
import { launchChromium } from '@baton/testing/browser/chromium'
import { lacking } from '@baton/testing/machine/child'
import { violationsOf, webAppWorld } from '@baton/testing/worlds/web-app-world'
import type { Page } from 'playwright-core'

const person = { username: 'robin', password: 'a long password' }
const plan = { skip: lacking('chromium'), timeout: 240_000 }
const NEXT_PASSWORD = 'four words make it long'

test('an owner changes the password, makes a key, lets a radio in and ends it again', plan, async () => {
  await using world = await webAppWorld(person)
  await using browser = await launchChromium()
  const page = await newPage(browser)
  await signIn(page, `${world.address}/#/account`, person)
  await page.getByRole('heading', { name: 'Your account' }).waitFor()
  // A wrong one is said where it was typed, and leads nobody out.
  await changePassword(page, 'not this one', NEXT_PASSWORD)
  await page.getByText('The present password is wrong.').waitFor()
  await changePassword(page, person.password, NEXT_PASSWORD)
  await page.getByText('At least 8 characters.').waitFor()

  await page.getByLabel('What is it for?').fill('Kitchen display')
  await page.getByRole('checkbox', { name: /^Play/ }).uncheck()
  await page.getByRole('button', { name: 'Make it' }).click()
  const secret = await page.getByRole('textbox', { name: '“Kitchen display” is ready' }).inputValue()
  const asked = (path: string, method = 'GET') =>
    fetch(`${world.address}${path}`, { method, headers: { authorization: `Bearer ${secret}` } })
  assert.equal((await asked('/me')).status, 200)
  assert.equal((await asked('/queue', 'DELETE')).status, 403)
  assert.deepEqual(await violationsOf(page, 'account'), [])
  await page.getByRole('button', { name: 'I have copied it' }).click()
  await page.getByRole('button', { name: 'End Kitchen display' }).click()
  await page.getByRole('button', { name: 'End it' }).click()
  await page.getByRole('button', { name: 'End Kitchen display' }).waitFor({ state: 'detached' })
  assert.equal((await asked('/me')).status, 401)

  const radio = await askToBeLetIn(world.address)
  await page.goto(`${world.address}/#/link?code=wrongone`)
  await page.getByText('No device shows this code now.').waitFor()
  await page.getByLabel('Code').fill(radio.userCode.toLowerCase().replace('-', ' '))
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('heading', { name: '“Bathroom radio” wants to come in' }).waitFor()
  assert.deepEqual(await violationsOf(page, 'link'), [])
  await page.getByRole('button', { name: 'Let it in' }).click()
  await page.getByText('It is in').waitFor()
  assert.equal((await radio.poll()).status, 200)
  await page.getByRole('link', { name: 'To your sign-ins' }).click()
  await page.getByRole('button', { name: 'Sign out Bathroom radio' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('button', { name: 'Sign out Bathroom radio' }).waitFor({ state: 'detached' })
})

test('a listener is added, held to a volume, comes in by a link and is removed', plan, async () => {
  await using world = await webAppWorld(person)
  await using browser = await launchChromium({ viewport: { width: 320, height: 640 } })
  const page = await newPage(browser)
  await signIn(page, `${world.address}/#/people`, person)
  await page.getByLabel('User name').fill('jo')
  await page.getByLabel('Password', { exact: true }).fill('another long one')
  await page.getByRole('radio', { name: 'Listener' }).check()
  await page.getByRole('button', { name: 'Add the person' }).click()
  await page.getByRole('button', { name: 'Change jo' }).click()
  await page.getByLabel('Loudest volume').selectOption('60')
  await page.getByText('Listener · Up to 60 %').waitFor()
  await page.getByRole('button', { name: 'Link for a new password' }).click()
  const link = await page.getByRole('textbox', { name: 'Link for jo' }).inputValue()
  assert.deepEqual(await violationsOf(page, 'people'), [])
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= 320), 'people is too wide')

  await page.getByRole('button', { name: 'Change robin' }).click()
  await page.getByText('The only owner.').waitFor()
  assert.equal(await page.getByRole('button', { name: 'Remove robin' }).count(), 0)

  await using kid = await launchChromium()
  const tablet = await newPage(kid)
  await tablet.goto(link)
  await tablet.getByLabel('New password').fill('short')
  await tablet.getByText('Too short: at least 8 characters').waitFor()
  await tablet.getByRole('button', { name: 'Set it and sign in' }).click()
  await tablet.getByText('The password is too short').waitFor()
  assert.deepEqual(await violationsOf(tablet, 'reset'), [])
  await tablet.getByLabel('New password').fill(NEXT_PASSWORD)
  await tablet.getByRole('button', { name: 'Set it and sign in' }).click()
  await tablet.locator('nav a[href="#/settings"]').waitFor()
  await tablet.goto(`${world.address}/#/activity`)
  await tablet.getByText('Only owners see what happened.').waitFor()

  await page.getByRole('button', { name: 'Remove jo' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click()
  await page.getByRole('button', { name: 'Change jo' }).waitFor({ state: 'detached' })
  await tablet.getByText('This sign-in has ended').waitFor({ timeout: 30_000 })

  await page.goto(`${world.address}/#/activity`)
  await page.getByText('robin removed somebody who was removed').waitFor()
  await page.getByRole('combobox', { name: 'Show' }).selectOption('folders')
  await page.getByText('Nothing of that sort').waitFor()
  assert.deepEqual(await violationsOf(page, 'activity'), [])
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= 320), 'activity is too wide')
})

test('why single sign-on did not work is said at the door', plan, async () => {
  await using world = await webAppWorld(person)
  await using browser = await launchChromium()
  const page = await newPage(browser)
  await page.goto(`${world.address}/#/sign-in?refused=auth.provider`)
  await page.getByText('The other site that should say who you are cannot be used now.').waitFor()
  await page.getByLabel('User name').fill(person.username)
  await page.getByLabel('Password', { exact: true }).fill('guessed wrongly')
  // Five failures are free; from then on there is a wait.
  for (let tries = 0; tries < 6; tries++) {
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.locator('form .form-failure:not(:empty)').waitFor()
    await page.waitForFunction(() => document.querySelector('.turning') === null)
  }
  await page
    .getByText(/Too many tries\. Wait \d+ s\./)
    .first()
    .waitFor()
  assert.deepEqual(await violationsOf(page, 'door'), [])
})

/** Passwords are hashed with care, which a busy machine takes long for. */
async function newPage(browser: Awaited<ReturnType<typeof launchChromium>>): Promise<Page> {
  const page = await browser.newPage()
  page.setDefaultTimeout(60_000)
  return page
}

async function signIn(page: Page, address: string, as: typeof person): Promise<void> {
  await page.goto(address)
  await page.getByLabel('User name').fill(as.username)
  await page.getByLabel('Password', { exact: true }).fill(as.password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.locator('nav a[href="#/settings"]').waitFor()
}

async function changePassword(page: Page, former: string, next: string): Promise<void> {
  await page.getByLabel('Present password').fill(former)
  await page.getByLabel('New password').fill(next)
  await page.getByRole('button', { name: 'Change the password' }).click()
}

/** What a program without a keyboard does. */
async function askToBeLetIn(address: string) {
  const send = (path: string, fields: Record<string, string>) =>
    fetch(`${address}${path}`, { method: 'POST', body: new URLSearchParams(fields) })
  const answer = await send('/device_authorization', { client_name: 'Bathroom radio' })
  const given = (await answer.json()) as { user_code: string; device_code: string }
  return {
    userCode: given.user_code,
    poll: () =>
      send('/token', {
        grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
        device_code: given.device_code,
      }),
  }
}
