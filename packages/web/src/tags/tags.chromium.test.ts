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
  '[TG3] [TG4] [TG7] [TG8] [TG9] [TG23] tags are linked, renamed and removed, and an unknown one is shown wherever one is',
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
    await dialog.getByRole('button', { name: 'Done' }).click()
    await dialog.waitFor({ state: 'detached' })
    await row(page, 'Tag 04b2c3', 'Plays Mornings').waitFor()

    const readsHere = page.getByRole('button', { name: 'Read tags with this phone' })
    assert.equal(await readsHere.count(), 0, 'this browser reads none')
    await page.evaluate(giveReader)
    await page.getByRole('button', { name: 'Link a tag' }).click()
    await page
      .locator('.link-tag .quiet')
      .filter({ hasText: /^[1-9]\d* s left$/ })
      .waitFor()
    await dialog.getByRole('button', { name: 'Read tags with this phone' }).click()
    await until('it reads', () => page.evaluate(() => window.nfc.isReading()))
    await page.evaluate(() => window.nfc.show('04:c3:d4:e5'))
    await dialog.getByText('The tag is linked').waitFor()
    await dialog.getByRole('button', { name: 'Done' }).click()
    await dialog.waitFor({ state: 'detached' })
    await row(page, 'Tag 04c3d4e5', 'Plays Mornings').waitFor()
    await until('it reads no longer', () => page.evaluate(() => !window.nfc.isReading()))

    await visit(page, `${world.address}/#/`)
    await visit(page, `${world.address}/#/tags`)
    await page.evaluate(() => window.nfc.refuse())
    await readsHere.click()
    await page.locator('.notice').filter({ hasText: 'did not let the page read tags' }).waitFor()
    await readsHere.waitFor()
  },
)

declare global {
  interface Window {
    nfc: { isReading(): boolean; show(serialNumber: string): void; refuse(): void }
  }
}

/** A phone's reader, as far as the page sees of it. Runs in the page. */
function giveReader(): void {
  let present: { readonly reader: EventTarget; readonly signal: AbortSignal } | null = null
  let refuses = false
  class NDEFReader extends EventTarget {
    async scan({ signal }: { readonly signal: AbortSignal }): Promise<void> {
      if (refuses) throw new DOMException('no', 'NotAllowedError')
      present = { reader: this, signal }
    }
  }
  Object.assign(window, {
    NDEFReader,
    nfc: {
      isReading: () => present !== null && !present.signal.aborted,
      show: (serialNumber: string) =>
        present?.reader.dispatchEvent(Object.assign(new Event('reading'), { serialNumber })),
      refuse: () => {
        refuses = true
      },
    },
  })
}

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
