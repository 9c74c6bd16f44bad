import assert from 'node:assert/strict'
import { test } from 'node:test'
import { launchChromium } from '@baton/testing/browser/chromium'
import { lacking } from '@baton/testing/machine/child'
import { violationsOf, webAppWorld } from '@baton/testing/worlds/web-app-world'
import type { Page } from 'playwright-core'
import { choicesIn } from './sound-preferences.ts'

const person = { username: 'robin', password: 'a long password' }
const plan = { skip: lacking('chromium'), timeout: 120_000 }

test('how a device sounds is chosen by keyboard, on a phone too, and kept', plan, async () => {
  await using world = await webAppWorld(person)
  await using browser = await launchChromium({ viewport: { width: 360, height: 740 } })
  const page = await browser.newPage()
  await page.goto(world.address)
  await page.getByLabel('User name').fill(person.username)
  await page.getByLabel('Password', { exact: true }).fill(person.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.locator('.bar').waitFor()
  await page.goto(`${world.address}/#/settings`)
  assert.deepEqual(await shown(page), { replayGain: 'auto', preamp: '0 dB', crossfade: 'off' })

  await page.getByRole('combobox', { name: 'Even out loudness' }).selectOption('Every album')
  await page.getByRole('slider', { name: 'Pre-amplification' }).focus()
  for (const key of ['ArrowLeft', 'ArrowLeft', 'ArrowLeft']) await page.keyboard.press(key)
  await page.getByRole('slider', { name: 'Crossfade' }).focus()
  for (const key of ['End', 'ArrowLeft']) await page.keyboard.press(key)
  const chosen = { replayGain: 'album', preamp: '-3 dB', crossfade: '11 s' }
  assert.deepEqual(await shown(page), chosen)
  assert.deepEqual(await violationsOf(page, 'sound'), [])
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= 360), 'it is too wide')

  await page.reload()
  assert.deepEqual(await shown(page), chosen)
  await page.getByRole('combobox', { name: 'Even out loudness' }).selectOption('Off')
  assert.ok(await page.locator('.measure', { hasText: 'Pre-amplification' }).locator('input').isDisabled())
  await page.getByText('Deutsch', { exact: true }).click()
  await page.getByRole('heading', { name: 'Klang auf diesem Gerät' }).waitFor()
})

test('what was kept and makes no sense is as it was at first', () => {
  const atFirst = { replayGain: 'auto', preampDb: 0, crossfadeS: 0 }
  for (const kept of [null, 7, 'loud', [], {}, { replayGain: 'loud', preampDb: 90, crossfadeS: -1 }]) {
    assert.deepEqual(choicesIn(kept), atFirst)
  }
  assert.deepEqual(choicesIn({ crossfadeS: 12, preampDb: Number.NaN }), { ...atFirst, crossfadeS: 12 })
})

async function shown(page: Page) {
  await page.getByRole('heading', { name: 'Sound on this device' }).waitFor()
  const measure = (name: string) => page.locator('.measure', { hasText: name }).locator('output').innerText()
  return {
    replayGain: await page.getByRole('combobox', { name: 'Even out loudness' }).inputValue(),
    preamp: await measure('Pre-amplification'),
    crossfade: await measure('Crossfade'),
  }
}
