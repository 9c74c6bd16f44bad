import assert from 'node:assert/strict'
import { test } from 'node:test'
import { launchChromium } from '@baton/testing/browser/chromium'
import { lacking } from '@baton/testing/machine/child'
import { until } from '@baton/testing/worlds/hub-process-world'
import {
  enter,
  violationsOf,
  visit,
  type WebAppWorld,
  webAppWorld,
} from '@baton/testing/worlds/web-app-world'
import type { Page } from 'playwright-core'

const person = { username: 'robin', password: 'a long password' }
const plan = { skip: lacking('chromium'), timeout: 120_000 }

test(
  '[TG3] [TG4] [TG7] [TG8] [TG9] tags are linked, renamed and removed, and an unknown one is shown wherever one is',
  plan,
  async () => {
    await using world = await webAppWorld(person)
    const reader = await readerOf(world)
    await reader('/playlists', { title: 'Mornings' })
    await reader('/playlists', { title: 'Evenings' })
    await using browser = await launchChromium()
    const page = await browser.newPage()
    const doesOfBear = () => page.getByLabel('What Bear does').inputValue()
    await enter(page, world, person)

    await reader('/tags/scan', { tag_id: '04:A1' })
    const banner = page.locator('.strip').filter({ hasText: 'An unknown tag was seen' })
    await banner.getByText('Tag 04a1').waitFor()
    await banner.getByRole('button', { name: 'Link it' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('What it plays').selectOption('Mornings')
    await dialog.getByRole('button', { name: 'Link it' }).click()
    await banner.waitFor({ state: 'detached' })

    await visit(page, `${world.address}/#/tags`)
    await row(page, 'Tag 04a1', 'Plays Mornings').waitFor()
    await page.getByRole('button', { name: 'Rename Tag 04a1' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Bear')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByLabel('What Bear does').selectOption('Play, then the next track')
    // What is shown is what the hub said, and undo brings back what is shown.
    await until('the hub has heard it', async () => (await doesOfBear()) === 'next')
    await page.getByRole('button', { name: 'Remove Bear' }).click()
    await row(page, 'Bear', '').waitFor({ state: 'detached' })
    await page
      .locator('.notice')
      .filter({ hasText: 'Bear plays nothing' })
      .getByRole('button', { name: 'Undo' })
      .click()
    await row(page, 'Bear', 'Plays Mornings').waitFor()
    assert.equal(await doesOfBear(), 'next')
    assert.deepEqual(await violationsOf(page, 'tags'), [])

    await page.getByLabel('What it plays').selectOption('Evenings')
    await page.getByRole('button', { name: 'Link a tag' }).click()
    await dialog.getByText('Hold a tag to a reader').waitFor()
    assert.deepEqual(await violationsOf(page, 'waiting for a tag'), [])
    const scanned = async () => (await reader('/tags/scan', { tag_id: '04a1' })).scanned
    // The dialog stands before the hub has heard that it waits; until then the tag would play.
    await page
      .locator('.link-tag .quiet')
      .filter({ hasText: /^[1-9]\d* s left$/ })
      .waitFor()
    assert.equal(await scanned(), 'duplicate')
    await dialog.getByText('This tag plays Mornings already').waitFor()
    await dialog.getByRole('button', { name: 'Link it all the same' }).click()
    await dialog.getByText('The tag is linked').waitFor()
    await dialog.getByRole('button', { name: 'Done' }).click()
    await row(page, 'Bear', 'Plays Evenings').waitFor()

    await reader('/tags/linkings', { playlist_id: await idOf(reader, 'Mornings') })
    const waits = page.locator('.strip').filter({ hasText: 'Waiting for a tag for Mornings' })
    await waits.getByRole('button', { name: 'Stop' }).click()
    await waits.waitFor({ state: 'detached' })

    await page.getByLabel('What it plays').selectOption('Mornings')
    await page.getByRole('button', { name: 'Link a tag' }).click()
    await page
      .locator('.link-tag .quiet')
      .filter({ hasText: /^[1-9]\d* s left$/ })
      .waitFor()
    await dialog.getByLabel('Number of the tag').fill('04-B2-C3')
    await page.keyboard.press('Enter')
    await dialog.getByText('The tag is linked').waitFor()
    await page.keyboard.press('Escape')
    await row(page, 'Tag 04b2c3', 'Plays Mornings').waitFor()
  },
)

type Reader = (path: string, body?: object) => Promise<Record<string, unknown>>

/** A program with a token of its own, such as stands beside a reader. */
async function readerOf({ address }: WebAppWorld): Promise<Reader> {
  const signedIn = await fetch(`${address}/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'password', ...person }),
  })
  const { access_token } = (await signedIn.json()) as { readonly access_token: string }
  return async (path, body) => {
    const answer = await fetch(`${address}${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    assert.ok(answer.ok, `${path}: ${text}`)
    return JSON.parse(text) as Record<string, unknown>
  }
}

async function idOf(reader: Reader, title: string): Promise<unknown> {
  const { items } = (await reader('/playlists')) as { readonly items: readonly Record<string, unknown>[] }
  return items.find((one) => one.title === title)?.playlist_id
}

function row(page: Page, name: string, text: string) {
  return page.locator('.tag-row').filter({ hasText: name }).filter({ hasText: text })
}
