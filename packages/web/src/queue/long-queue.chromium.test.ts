import assert from 'node:assert/strict'
import { test } from 'node:test'
import { launchChromium } from '@baton/testing/browser/chromium'
import { lacking } from '@baton/testing/machine/child'
import { enter, webAppWorld } from '@baton/testing/worlds/web-app-world'
import type { Page } from 'playwright-core'

const person = { username: 'robin', password: 'a long password' }
const plan = { skip: lacking('chromium'), timeout: 120_000 }
const LENGTH = 1_200

test('[Q21] of a long queue what is in sight is read, and all of it can be edited', plan, async () => {
  await using world = await webAppWorld(person)
  await using browser = await launchChromium()
  const page = await browser.newPage()
  await enter(page, world, person)
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

test('[Q21] rows are dragged over rows that are not read yet, and those too', plan, async () => {
  await using world = await webAppWorld(person)
  await using browser = await launchChromium()
  const page = await browser.newPage()
  await enter(page, world, person)
  await fill(page)
  await page.goto(`${world.address}/#/queue`)
  await page.reload()
  await row(page, 0).locator('.row-title').waitFor()
  const before = await ids(page)

  // The last places that the snapshot told, and the first that it did not.
  const holdPages = await pageGate(page)
  const first = holdPages()
  await scrollToPlace(page, 195)
  await row(page, 199).locator('.row-title').waitFor()
  await unknown(page, 202).waitFor()
  await drag(page, 197, 202)
  await first.asked
  assert.deepEqual(await ids(page), before, 'where it is dropped is not known, so nothing has moved')
  await unknown(page, 202).waitFor()
  first.release()
  const moved = [...before.slice(0, 197), ...before.slice(198, 203), before[197], ...before.slice(203)]
  await untilOrder(page, moved, ids)
  await page.locator('.notice').getByRole('button', { name: 'Undo' }).click()
  await untilOrder(page, before, ids)

  const second = holdPages()
  await scrollToPlace(page, 295)
  await row(page, 297).locator('.row-title').waitFor()
  await unknown(page, 302).waitFor()
  await drag(page, 302, 297)
  await second.asked
  second.release()
  const raised = [...before.slice(0, 298), before[302], ...before.slice(298, 302), ...before.slice(303)]
  await untilOrder(page, raised, ids)
})

function row(page: Page, place: number) {
  return page.locator(`.entry[aria-rowindex="${place + 1}"]`)
}

function unknown(page: Page, place: number) {
  return page.locator(`.entry[aria-rowindex="${place + 1}"][data-status="unknown"]`)
}

/** This place becomes one of the first in sight. */
async function scrollToPlace(page: Page, place: number): Promise<void> {
  const height = (await page.locator('.entry').first().boundingBox())?.height ?? 0
  await page.evaluate((top) => {
    const list = document.querySelector('.entries')?.getBoundingClientRect().top ?? 0
    scrollTo(0, scrollY + list + top)
  }, place * height)
}

/** By the mouse, from the middle of one row to the lower half of another: behind it. */
async function drag(page: Page, from: number, behind: number): Promise<void> {
  // While a list scrolls its rows take no mouse.
  await page.waitForFunction(
    (rows) => {
      const taken = document.querySelector(rows)
      return taken !== null && getComputedStyle(taken).pointerEvents !== 'none'
    },
    `.entry[aria-rowindex="${from + 1}"]`,
  )
  const [taken, target] = [await row(page, from).boundingBox(), await row(page, behind).boundingBox()]
  assert.ok(taken && target)
  const x = taken.x + taken.width / 2
  await page.mouse.move(x, taken.y + taken.height / 2)
  await page.mouse.down()
  // A drag begins with a move, and is told of rows as it goes over them.
  await page.mouse.move(x, (taken.y + target.y) / 2, { steps: 5 })
  await page.mouse.move(x, target.y + target.height * 0.9, { steps: 5 })
  await page.mouse.up()
}

interface HeldPages {
  /** Resolves when somebody asks for a page. */
  readonly asked: Promise<void>
  release(): void
}

/** Gives a way to let everybody wait who asks for a page of the queue, until they are released. */
async function pageGate(page: Page): Promise<() => HeldPages> {
  let [asked, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  released.resolve()
  await page.route(/\/sessions\/[^/]+\/queue\?/, async (route) => {
    asked.resolve()
    await released.promise
    await route.continue()
  })
  return () => {
    ;[asked, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    return { asked: asked.promise, release: released.resolve }
  }
}

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

function ids(page: Page): Promise<readonly string[]> {
  return page.evaluate(async () => {
    const { entries } = await (await fetch('/queue')).json()
    return entries.map(({ entry_id }: { entry_id: string }) => entry_id)
  })
}

async function untilOrder(page: Page, wanted: readonly unknown[], now = order): Promise<void> {
  for (let nth = 0; nth < 100; nth++) {
    if ((await now(page)).join() === wanted.join()) return
    await page.waitForTimeout(100)
  }
  assert.deepEqual(await now(page), wanted)
}

function shown(page: Page): Promise<string[]> {
  return page.locator('.entry .row-title').allTextContents()
}
