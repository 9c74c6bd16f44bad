import assert from 'node:assert/strict'
import { test } from 'node:test'
import { png } from '@baton/testing/artwork/pixel-art'
import { launchChromium } from '@baton/testing/browser/chromium'
import { lacking } from '@baton/testing/machine/child'
import { enter, violationsOf, visit, webAppWorld } from '@baton/testing/worlds/web-app-world'
import type { Page } from 'playwright-core'

const person = { username: 'robin', password: 'a long password' }
const plan = { skip: lacking('chromium'), timeout: 180_000 }

test(
  '[AR18] [AR20] [AR21] artwork is chosen, dropped or pasted, shown sharp, reacted to, deleted and brought back',
  plan,
  async () => {
    await using world = await webAppWorld(person)
    await using browser = await launchChromium()
    const page = await browser.newPage()
    await enter(page, world, person)
    await visit(page, `${world.address}/#/artwork`)
    await page.getByRole('heading', { level: 2, name: 'No artwork yet' }).waitFor()

    await page.getByRole('link', { name: 'Trending' }).click()
    await page.getByRole('heading', { level: 2, name: 'Nothing is trending just now' }).waitFor()
    await page.getByRole('link', { name: 'All', exact: true }).click()

    const picture = { name: 'Harbour.png', mimeType: 'image/png', buffer: await png() }
    const words = { name: 'Words.png', mimeType: 'image/png', buffer: Buffer.from('only words') }
    const files = page.locator('input[type=file]')
    await files.setInputFiles([words])
    await page.getByText('This is no picture that can be shown').waitFor()
    await files.setInputFiles([picture])
    const form = page.getByRole('dialog')
    await form.getByText('8 × 6 pixels').waitFor()
    assert.equal(await form.getByLabel('Title').inputValue(), 'Harbour')
    await form.getByLabel('Hashtags').fill('#Sea, night')
    assert.deepEqual(await violationsOf(page, 'adding artwork'), [])
    await form.getByRole('button', { name: 'Add', exact: true }).click()
    const tile = page.getByRole('button', { name: 'Harbour, by robin' })
    await tile.waitFor()
    assert.deepEqual(await drawnIn(page), { isWhole: true, rendering: 'pixelated' })

    await tile.click()
    const view = page.getByRole('dialog')
    await view.getByRole('link', { name: '#sea' }).waitFor()
    await view.getByRole('button', { name: 'React with 👍' }).click()
    await view.getByRole('button', { name: '👍, 1 times', pressed: true }).waitFor()
    await view.getByRole('button', { name: 'Recommend', exact: true }).click()
    await view.getByRole('button', { name: 'Recommended', pressed: true }).waitFor()
    assert.deepEqual(await violationsOf(page, 'one artwork'), [])
    await view.getByRole('button', { name: 'Delete' }).click()
    await tile.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Undo' }).click()
    await tile.waitFor()

    for (const how of ['drop', 'paste'] as const) {
      await bring(page, how, picture.buffer)
      await form.getByText('8 × 6 pixels').waitFor()
      await page.keyboard.press('Escape')
      await form.waitFor({ state: 'detached' })
    }
    // It is never answered, so that it ends by being left.
    await page.route('**/api/post/upload', () => {})
    await files.setInputFiles([picture])
    const [sent] = await Promise.all([
      page.waitForRequest('**/api/post/upload'),
      form.getByRole('button', { name: 'Add', exact: true }).click(),
    ])
    const stopped = page.waitForEvent('requestfailed', (request) => request === sent)
    await page.keyboard.press('Escape')
    await stopped
    await form.waitFor({ state: 'detached' })
    await page.getByRole('link', { name: 'Recommended' }).click()
    await tile.waitFor()
    await page.getByRole('link', { name: 'Trending' }).click()
    await page.getByText('What is seen most').waitFor()
    await tile.waitFor()
  },
)

/** As the browser does when somebody drops a file on the page, or pastes one. */
async function bring(page: Page, how: 'drop' | 'paste', bytes: Buffer): Promise<void> {
  await page.evaluate(
    ({ how, numbers }) => {
      const data = new DataTransfer()
      data.items.add(new File([new Uint8Array(numbers)], 'image.png', { type: 'image/png' }))
      const means = { bubbles: true, cancelable: true }
      if (how === 'paste')
        document.body.dispatchEvent(new ClipboardEvent('paste', { ...means, clipboardData: data }))
      else
        document
          .querySelector('.artwork-drop')
          ?.dispatchEvent(new DragEvent('drop', { ...means, dataTransfer: data }))
    },
    { how, numbers: [...bytes] },
  )
}

/** How the picture of the first tile is drawn, once it is there. */
async function drawnIn(page: Page): Promise<{ readonly isWhole: boolean; readonly rendering: string }> {
  const image = page.locator('.artwork-tile img').first()
  await image.evaluate((element) => (element as HTMLImageElement).decode())
  return image.evaluate((element) => {
    const { naturalWidth, naturalHeight } = element as HTMLImageElement
    const { width, height } = element.getBoundingClientRect()
    const factors = [width / naturalWidth, height / naturalHeight].map((factor) => factor * devicePixelRatio)
    const whole = Math.round(factors[0] ?? 0)
    return {
      isWhole: whole > 1 && factors.every((factor) => Math.abs(factor - whole) < 0.01),
      rendering: getComputedStyle(element).imageRendering,
    }
  })
}
