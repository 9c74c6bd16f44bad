import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { png } from '@baton/testing/artwork/pixel-art'
import { launchChromium } from '@baton/testing/browser/chromium'
import { lacking } from '@baton/testing/machine/child'
import { enter, violationsOf, webAppWorld } from '@baton/testing/worlds/web-app-world'
import type { Page } from 'playwright-core'

const person = { username: 'robin', password: 'a long password' }
const plan = { skip: lacking('chromium'), timeout: 120_000 }

test(
  'a playlist is made of an album, played, edited and deleted, and every step can be taken back; it goes out as a file and comes back',
  plan,
  async () => {
    await using world = await webAppWorld(person)
    await using browser = await launchChromium()
    const page = await browser.newPage()
    await enter(page, world, person)
    await page.locator('.card a').first().click()
    await page.getByRole('button', { name: 'Add to playlist…' }).click()
    await page.getByRole('dialog').getByRole('searchbox').fill('Slow mornings')
    await page.getByRole('menuitem', { name: 'New playlist' }).click()
    await press(page, 'Slow mornings was made', 'Open')
    await page.getByRole('heading', { level: 1, name: 'Slow mornings' }).waitFor()
    const titles = await rows(page)
    assert.ok(titles.length > 2)

    await page.getByRole('button', { name: 'Play now', exact: true }).click()
    await page.locator('.bar-middle').getByRole('button', { name: 'Pause' }).waitFor()
    await page
      .locator('.bar .row-title')
      .getByText(titles[0] ?? '', { exact: true })
      .waitFor()

    await page.getByRole('button', { name: `Remove ${titles[1]} from the playlist` }).click()
    await until(
      page,
      titles.filter((_, nth) => nth !== 1),
    )
    await press(page, `${titles[1]} was removed`, 'Undo')
    await until(page, titles)

    await page.getByRole('button', { name: 'Select', exact: true }).click()
    for (const nth of [0, 2]) await page.locator('.entry').nth(nth).click()
    await page.getByRole('toolbar').getByRole('button', { name: 'Remove' }).click()
    await until(
      page,
      titles.filter((_, nth) => nth !== 0 && nth !== 2),
    )
    await press(page, '2 tracks were removed', 'Undo')
    await until(page, titles)
    await page.getByRole('button', { name: 'Done' }).click()

    await moveBehind(page, titles[1] ?? '')
    const moved = [titles[1] ?? '', titles[0] ?? '', ...titles.slice(2)]
    await until(page, moved)
    await press(page, `${titles[0]} was moved`, 'Undo')
    await until(page, titles)

    await page.getByRole('button', { name: 'Edit', exact: true }).click()
    await page.getByLabel('Name').fill('Quick evenings')
    await page.getByLabel('Everybody here').check()
    const picture = { name: 'Dusk.png', mimeType: 'image/png', buffer: await png({ width: 64, height: 64 }) }
    await page.getByRole('dialog').locator('input[type=file]').setInputFiles(picture)
    await page.getByRole('dialog').locator('img.picture-shown').waitFor()
    await page.getByRole('button', { name: 'Use the covers of the first tracks' }).waitFor()
    assert.deepEqual(await violationsOf(page, 'editing a playlist'), [])
    const changed = page.waitForResponse((answer) => answer.request().method() === 'PATCH')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    const undone = changed.then(() => page.waitForResponse((answer) => answer.request().method() === 'PATCH'))
    await press(page, 'Quick evenings has another cover', 'Undo')
    await page.getByRole('heading', { level: 1, name: 'Quick evenings' }).waitFor()
    await page.getByText(/Shared/).waitFor()
    const { playlist } = (await (await changed).json()) as {
      playlist: { cover_id: string; cover_ids: readonly string[] }
    }
    assert.match(playlist.cover_id, /^[0-9a-f]{64}$/)
    assert.deepEqual(playlist.cover_ids, [playlist.cover_id])
    assert.equal((await (await undone).json()).playlist.cover_id, undefined)

    await page.keyboard.press('/')
    await page.getByRole('searchbox').fill('evenings quick')
    await page.getByRole('link', { name: 'Quick evenings' }).press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Quick evenings' }).waitFor()
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').getByRole('searchbox').fill('quick evnings')
    await page.getByRole('menuitem', { name: 'Quick evenings' }).press('Enter')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })

    await page.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('heading', { level: 2, name: 'No playlists yet' }).waitFor()
    await press(page, 'Quick evenings was deleted', 'Undo')
    await page.getByRole('heading', { level: 1, name: 'Quick evenings' }).waitFor()
    await until(page, titles)

    await page.getByRole('button', { name: 'Export' }).click()
    const download = page.waitForEvent('download')
    await page.getByRole('menuitem', { name: 'M3U8' }).click()
    assert.equal((await download).suggestedFilename(), 'Quick evenings.m3u8')
    const list = await readFile(await (await download).path(), 'utf8')
    await page.goto(`${world.address}/#/playlists`)
    await page.getByRole('link', { name: 'Quick evenings' }).waitFor()
    await dropped(page, 'Back again.m3u8', list.replace(/^#PLAYLIST.*\n/m, 'gone/Not there.mp3\n'))
    const dialog = page.getByRole('dialog', { name: 'Import a playlist' })
    await dialog.getByText(`${titles.length} of ${titles.length + 1} tracks are in the library.`).waitFor()
    await dialog.getByText('gone/Not there.mp3').waitFor()
    assert.deepEqual(await violationsOf(page, 'importing'), [])
    assert.equal(await dialog.getByLabel('Name').inputValue(), 'Back again')
    await page.keyboard.press('Enter')
    await press(page, 'Back again was made', 'Open')
    await page.getByRole('heading', { level: 1, name: 'Back again' }).waitFor()
    await until(page, titles)

    // Space chooses in a list that one is choosing in, also after a click.
    await page.getByRole('button', { name: 'Select', exact: true }).click()
    await page.locator('.entry').nth(1).click()
    const chosen = (count: string) => page.getByRole('toolbar').getByText(count).waitFor()
    await chosen('1 track selected')
    await page.keyboard.press(' ')
    await chosen('0 tracks selected')
    await page.keyboard.press(' ')
    await chosen('1 track selected')
    await page.getByRole('toolbar').getByRole('button', { name: 'Move…', exact: true }).click()
    await activeItem(page, 'New playlist')
    await page.keyboard.type('quick')
    await activeItem(page, 'Quick evenings')
    await page.keyboard.press('Enter')
    await until(
      page,
      titles.filter((_, nth) => nth !== 1),
    )
    await press(page, `Moved ${titles[1]} to Quick evenings`, 'Undo')
    await until(page, titles)
  },
)

test(
  'the queue is saved as a playlist, another window shows it at once, and starting it can be undone',
  plan,
  async () => {
    await using world = await webAppWorld(person)
    await using browser = await launchChromium()
    await using other = await launchChromium()
    const [page, elsewhere] = [await browser.newPage(), await other.newPage()]
    await enter(page, world, person)
    await enter(elsewhere, world, person)
    await elsewhere.goto(`${world.address}/#/playlists`)
    await elsewhere.getByRole('heading', { level: 2, name: 'No playlists yet' }).waitFor()
    await playAlbum(page, 0)
    await page.goto(`${world.address}/#/queue`)
    const titles = await rows(page)
    await page.getByRole('button', { name: 'Save as playlist' }).click()
    await page.getByLabel('Name').fill('Tonight')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.locator('.notice').getByText('Tonight was made').waitFor()
    await elsewhere.getByRole('link', { name: 'Tonight' }).click()
    await until(elsewhere, titles)

    await page.goto(`${world.address}/#/tracks?q=${encodeURIComponent(titles[0] ?? '')}`)
    await page.locator('.wishes').getByRole('button', { name: 'Add to playlist…' }).click()
    await page.getByRole('dialog').getByRole('menuitem', { name: 'New playlist' }).click()
    await page.locator('.notice').getByText(`${titles[0]} was made`).waitFor()
    await elsewhere.goto(`${world.address}/#/playlists`)
    await elsewhere
      .locator('a.row-main')
      .filter({ hasText: titles[0] ?? '' })
      .click()
    await elsewhere.getByRole('heading', { level: 1, name: titles[0] ?? '' }).waitFor()
    await elsewhere
      .locator('.entry .row-title')
      .getByText(titles[0] ?? '', { exact: true })
      .first()
      .waitFor()

    await page.goto(`${world.address}/#/queue`)
    await page.getByRole('button', { name: 'Clear', exact: false }).first().click()
    await playAlbum(page, 1)
    const before = await page.locator('.bar .row-title').textContent()
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').getByRole('searchbox').fill('Tonight')
    await page.getByRole('menuitem', { name: 'Tonight' }).click()
    await page.locator('.entry').nth(1).click()
    await page
      .locator('.bar .row-title')
      .getByText(titles[1] ?? '', { exact: true })
      .waitFor()
    await press(page, 'Playing Tonight', 'Undo')
    await page
      .locator('.bar .row-title')
      .getByText(before ?? '', { exact: true })
      .waitFor()
  },
)

test(
  'playlists, those by rules too, and history are free of faults of accessibility, and fit a phone',
  plan,
  async () => {
    await using world = await webAppWorld(person)
    await using browser = await launchChromium({ viewport: { width: 360, height: 740 } })
    const page = await browser.newPage()
    await enter(page, world, person)
    const found: string[] = []
    const look = async (name: string) => {
      found.push(...(await violationsOf(page, name)))
      const wide = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
      if (Number(wide) > 0) found.push(`${name} is ${wide} px wider than the screen`)
    }
    await page.goto(`${world.address}/#/history`)
    await page.getByRole('heading', { level: 2, name: 'Nothing was played yet' }).waitFor()
    await look('empty history')
    await page.goto(`${world.address}/#/playlists`)
    await page.getByRole('button', { name: 'New playlist' }).click()
    await page.getByLabel('Name').waitFor()
    await look('a new playlist')
    await page.getByLabel('Name').fill('A playlist with quite a long name for such a small screen')
    await page.getByLabel('Description').fill('Two\nlines')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByRole('heading', { level: 2, name: 'Nothing in it yet' }).waitFor()
    await look('an empty playlist')
    await page.goto(`${world.address}/#/playlists`)
    await page.getByRole('button', { name: 'New smart playlist' }).click()
    const smart = page.getByRole('dialog', { name: 'New smart playlist' })
    await smart.getByRole('textbox', { name: 'Name' }).and(page.locator(':focus')).waitFor()
    await page.keyboard.type('Not too long')
    await smart.getByText('Complete the conditions to see what fits.').waitFor()
    await smart.getByRole('combobox', { name: 'What', exact: true }).selectOption('Length')
    await smart.getByRole('combobox', { name: 'How', exact: true }).selectOption('is more than')
    await smart.getByRole('textbox', { name: 'Value' }).fill('1')
    await smart.getByRole('button', { name: 'Group' }).focus()
    await page.keyboard.press('Enter')
    // What is new has the focus: its first field is chosen by the keyboard alone, from “Genre” on.
    const group = smart.getByRole('group', { name: 'Group of conditions' })
    await group.getByRole('combobox').first().and(page.locator(':focus')).waitFor()
    await page.keyboard.press('Tab')
    const added = smart.getByRole('group', { name: 'Condition 2' })
    const field = added.getByRole('combobox', { name: 'What', exact: true })
    await field.and(page.locator(':focus')).waitFor()
    for (const reached of ['year', 'added', 'played', 'plays', 'liked']) {
      await page.keyboard.press('ArrowDown')
      assert.equal(await field.inputValue(), reached)
    }
    await added.getByRole('combobox', { name: 'Value' }).selectOption('no')
    await smart.locator('.rules-preview li').first().waitFor()
    await smart.getByLabel('Everybody here').check()
    assert.ok(await smart.getByRole('button', { name: 'Save' }).isDisabled())
    await smart.getByLabel('Others may see this').check()
    await look('rules that tell')
    await smart.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { level: 1, name: 'Not too long' }).waitFor()
    await page.locator('.entry').first().waitFor()
    await page.getByRole('button', { name: 'Make it plain' }).click()
    await page.locator('.notice').filter({ hasText: 'follows no rules any more' }).waitFor()
    const undone = page.waitForResponse((answer) => answer.request().method() === 'PATCH')
    await press(page, 'follows no rules any more', 'Undo')
    assert.ok((await undone).ok(), 'it follows its rules again')
    await page.getByRole('button', { name: 'Rules', exact: true }).click()
    const rules = page.getByRole('dialog', { name: 'Rules of Not too long' })
    await rules.getByRole('textbox', { name: 'Value' }).fill('100000')
    await rules.getByText('Nothing fits these rules at present').waitFor()
    await rules.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { level: 2, name: 'Nothing fits these rules at present' }).waitFor()
    await look('a smart playlist that holds nothing')
    await page.goto(`${world.address}/#/playlists`)
    const file = {
      name: 'a.m3u8',
      mimeType: 'audio/x-mpegurl',
      buffer: Buffer.from(`gone/${'x'.repeat(200)}.mp3`),
    }
    await page.locator('input[type=file]').setInputFiles(file)
    await page.getByText('0 of 1 track').waitFor()
    await look('importing a playlist')
    await page.keyboard.press('Escape')
    await page.goto(`${world.address}/#/`)
    await page.locator('.card a').first().click()
    await page.getByRole('button', { name: 'Add to playlist…' }).click()
    await page.getByRole('menuitem', { name: 'A playlist with' }).waitFor()
    await look('adding to a playlist')
    await page.getByRole('menuitem', { name: 'A playlist with' }).click()
    await press(page, 'was added to', 'Open')
    await page.locator('.entry').first().waitFor()
    await look('a playlist')
    await page.goto(`${world.address}/#/playlists`)
    await page.getByRole('link', { name: 'A playlist with' }).waitFor()
    await look('playlists')
    assert.deepEqual(found, [])
  },
)

test('what was listened to is told on the page of the history', plan, async () => {
  await using world = await webAppWorld(person)
  await using browser = await launchChromium()
  const page = await browser.newPage()
  await enter(page, world, person)
  await playAlbum(page, 0)
  const title = (await page.locator('.bar .row-title').textContent()) ?? ''
  // Half of a demo tune, which is some 20 s, has to be heard before it counts.
  const plays = async () =>
    Number(await page.evaluate(async () => (await (await fetch('/history')).json()).items.length))
  while ((await plays()) === 0) await page.waitForTimeout(1_000)
  await page.goto(`${world.address}/#/history`)
  await page.locator('.played').getByText(title, { exact: true }).waitFor()
  await page.getByText('1 play', { exact: true }).first().waitFor()
  assert.deepEqual(await violationsOf(page, 'history'), [])
})

/** As if the file was dropped on the page. */
async function dropped(page: Page, name: string, content: string): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([name = '', content = '']) => {
      const dropping = new DataTransfer()
      dropping.items.add(new File([content], name))
      return dropping
    },
    [name, content],
  )
  await page.locator('.list-drop').dispatchEvent('drop', { dataTransfer: transfer })
}

async function playAlbum(page: Page, nth: number): Promise<void> {
  await page.goto(`${new URL(page.url()).origin}/#/albums`)
  const card = page.locator('.card').nth(nth)
  await card.hover()
  await card.getByRole('button', { name: /^Play .* now$/ }).click()
  await page.locator('.bar-middle').getByRole('button', { name: 'Pause' }).waitFor()
}

/** The first row goes behind this one, by the keyboard alone: each press is heard before the next one comes. */
async function moveBehind(page: Page, title: string): Promise<void> {
  const place = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '')
  const isElsewhere = (former: string, timeout = 30_000) =>
    page.waitForFunction(
      (before) => {
        const now = document.activeElement?.getAttribute('aria-label') ?? ''
        return now.startsWith('Insert') && now !== before
      },
      former,
      { timeout },
    )
  // What came of the step before may take the focus once more.
  for (let hasBegun = false; !hasBegun; ) {
    await page.locator('.entry-grip').first().focus()
    await page.keyboard.press('Enter')
    hasBegun = await isElsewhere('', 5_000).then(
      () => true,
      () => false,
    )
  }
  for (let label = await place(); !label.startsWith(`Insert between ${title}`); label = await place()) {
    await page.keyboard.press('ArrowDown')
    await isElsewhere(label)
  }
  await page.keyboard.press('Enter')
}

/** The field has the focus, and this is the item that Enter chooses. */
async function activeItem(page: Page, text: string): Promise<void> {
  await page.waitForFunction((wanted) => {
    const id = document.activeElement?.getAttribute('aria-activedescendant')
    return id && document.getElementById(id)?.textContent?.includes(wanted)
  }, text)
}

async function rows(page: Page): Promise<readonly string[]> {
  await page.locator('.entry').nth(1).waitFor()
  return (await page.locator('.entry .row-title').allTextContents()).map((text) => text.trim())
}

async function until(page: Page, titles: readonly string[]): Promise<void> {
  await page.waitForFunction(
    (wanted) =>
      [...document.querySelectorAll('.entry .row-title')].map((row) => row.textContent?.trim()).join('|') ===
      wanted,
    titles.join('|'),
  )
}

async function press(page: Page, notice: string, button: string): Promise<void> {
  await page.locator('.notice').filter({ hasText: notice }).getByRole('button', { name: button }).click()
}
