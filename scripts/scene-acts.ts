// What is done on a screen before it is photographed.
import type { Page } from 'playwright-core'

export const openDevices = (page: Page) => page.keyboard.press('d').then(() => page.waitForTimeout(400))

export const openLyrics = async (page: Page) => {
  await page.getByRole('button', { name: 'Show the lyrics' }).click()
  await page.waitForTimeout(700)
}

export const openImport = async (page: Page) => {
  const file = { name: 'Sunday drive.m3u8', mimeType: 'audio/x-mpegurl', buffer: Buffer.from('a.mp3') }
  await page.locator('input[type=file]').setInputFiles(file)
  await page.locator('.import-missing').waitFor()
  await page.waitForTimeout(400)
}

export const openArtwork = async (page: Page) => {
  await page.locator('.artwork-tile').nth(3).click()
  await page.locator('.artwork-large img').waitFor()
  await page.waitForTimeout(400)
}

const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAAFklEQVQImWM4YSPy604Ug0ZAj4icDQAnlgS7R002ygAAAABJRU5ErkJggg=='
export const addArtwork = async (page: Page) => {
  const picture = { name: 'Harbour.png', mimeType: 'image/png', buffer: Buffer.from(PIXEL, 'base64') }
  await page.locator('input[type=file]').setInputFiles(picture)
  await page.locator('.artwork-preview img').waitFor()
  await page.waitForTimeout(400)
}

export const chooseEntries = async (page: Page) => {
  await page.getByRole('button', { name: /^(Select|Auswählen)$/ }).click()
  for (const row of [1, 2]) await page.locator('.entry').nth(row).click()
}

export const openRules = async (page: Page) => {
  await page.getByRole('button', { name: /^(Rules|Regeln)$/ }).click()
  await page.locator('.rules-preview ol').waitFor()
  await page.waitForTimeout(400)
}
export const openNewRules = async (page: Page) => {
  await page.getByRole('button', { name: 'New smart playlist' }).click()
  await page.getByLabel('Name').fill('Rainy evenings')
  await page.getByLabel('Value').fill('Jazz')
  await page.locator('.rules-preview ol').waitFor()
  await page.waitForTimeout(400)
}

export const openOwner = (page: Page) => page.getByRole('button', { name: 'robin ändern' }).click()

export const openLimits = async (page: Page) => {
  await page.getByRole('button', { name: /^(Volume|Lautstärke) .* Kitchen$/ }).click()
  await page
    .getByRole('button', { name: /^(Change|Ändern)$/ })
    .first()
    .click()
  await page.locator('.spans').scrollIntoViewIfNeeded()
  await page.waitForTimeout(300)
}
