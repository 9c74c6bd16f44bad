import assert from 'node:assert/strict'
import { test } from 'node:test'
import { launchChromium } from '@baton/testing/browser/chromium'
import { lacking } from '@baton/testing/machine/child'
import { webAppWorld } from '@baton/testing/worlds/web-app-world'
import type { Page } from 'playwright-core'

const person = { username: 'robin', password: 'a long password' }
const plan = { skip: lacking('chromium'), timeout: 120_000 }
const LENGTH = 1_200

test('[Q21] of a long queue what is in sight is read, and all of it can be edited', plan, async () => {
  await using world = await webAppWorld(person)
  await using browser = await launchChromium()
  const page = await browser.newPage()
  await page.goto(world.address)
  await page.getByLabel('Name').fill(person.username)
  await page.getByLabel('Password', { exact: true }).fill(person.password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.locator('.card a').first().waitFor()
  await fill(page)

  const pages: string[] = []
  page.on('request', (request) => {
    const { pathname, searchParams } = new URL(request.url())
    if (pathname.startsWith('/sessions/') && pathname.endsWith('/queue'))
      pages.push(searchParams.get('from') ?? '')
  })
  await page.goto(`${world.address}/#/queue`)
  await page.reload()
  const titles = await order(page)
  assert.equal(titles.length, LENGTH)
  await page.locator('.entry .row-title').first().waitFor()
  assert.deepEqual(await shown(page), titles.slice(0, (await shown(page)).length))
  await page.getByText(`${LENGTH.toLocaleString('en')} tracks left`).waitFor()
  assert.deepEqual(pages, [], 'what is in sight was in the snapshot')

  await page.locator('.entry').first().focus()
  await page.keyboard.press('End')
  const end = page.locator(`.entry[aria-rowindex="${LENGTH}"]`)
  await end.locator('.row-title').waitFor()
  assert.equal(await end.locator('.row-title').textContent(), titles.at(-1))
  assert.ok(pages.length > 0 && pages.every((from) => Number(from) >= 1_000), `read from ${pages}`)

  await end.getByRole('button', { name: /^More for/ }).click()
  await page.getByRole('menuitem', { name: 'Move up' }).click()
  const [before, last] = titles.slice(-2)
  await page.locator('.notice').getByText(`${last} was moved`).waitFor()
  assert.deepEqual((await order(page)).slice(-2), [last, before])
  await page.locator('.notice').getByRole('button', { name: 'Undo' }).click()
  await untilOrder(page, titles)

  await page.getByRole('button', { name: 'Select', exact: true }).click()
  await page.getByRole('button', { name: 'Select all' }).click()
  await page
    .getByRole('status')
    .getByText(/1,?200 tracks selected/)
    .waitFor()
  await page.getByRole('toolbar').getByRole('button', { name: 'Remove' }).click()
  await page.getByRole('heading', { name: 'The queue is empty' }).waitFor()
  await page.locator('.notice').getByRole('button', { name: 'Undo' }).click()
  await untilOrder(page, titles)
})

/** Many more entries than a window has: the tracks of the house, again and again. */
async function fill(page: Page): Promise<void> {
  await page.evaluate(async (length) => {
    const { items } = await (await fetch('/library/tracks')).json()
    const ids = Array.from({ length }, (_, nth) => items[nth % items.length].track_id)
    const send = { method: 'POST', headers: { 'content-type': 'application/json' } }
    for (let from = 0; from < length; from += 600) {
      const body = JSON.stringify({ track_ids: ids.slice(from, from + 600) })
      await fetch('/queue/enqueue', { ...send, body })
    }
  }, LENGTH)
}

/** The titles as the hub has them. */
function order(page: Page): Promise<readonly string[]> {
  return page.evaluate(async () => {
    const { entries } = await (await fetch('/queue')).json()
    return entries.map(({ title }: { title: string }) => title)
  })
}

async function untilOrder(page: Page, titles: readonly string[]): Promise<void> {
  for (let nth = 0; nth < 100; nth++) {
    if ((await order(page)).join() === titles.join()) return
    await page.waitForTimeout(100)
  }
  assert.deepEqual(await order(page), titles)
}

function shown(page: Page): Promise<string[]> {
  return page.locator('.entry .row-title').allTextContents()
}
