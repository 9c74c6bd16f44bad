import assert from 'node:assert/strict'
import { test } from 'node:test'
import { launchChromium } from '@baton/testing/browser/chromium'
import { lacking } from '@baton/testing/machine/child'
import { waveFile } from '@baton/testing/music/wave-file'
import { enter, violationsOf, visit, webAppWorld } from '@baton/testing/worlds/web-app-world'
import type { Page } from 'playwright-core'

const person = { username: 'robin', password: 'a long password' }
const plan = { skip: lacking('chromium'), timeout: 180_000 }

test(
  '[U1] [U6] files are chosen, arrive in the library, and are recognised when they come again',
  plan,
  async () => {
    await using world = await webAppWorld(person)
    await using browser = await launchChromium()
    const page = await browser.newPage()
    await enter(page, world, person)
    await visit(page, `${world.address}/#/uploads`)
    const song = { name: 'Sent song.wav', mimeType: 'audio/wav', buffer: waveFile(5_000_000, 3) }
    const text = {
      name: 'No song.wav',
      mimeType: 'audio/wav',
      buffer: Buffer.from('only words '.repeat(9_000)),
    }
    await page.locator('input[type=file]').first().setInputFiles([song, text])
    await row(page, 'Sent song.wav', 'In the library')
    await row(page, 'No song.wav', 'This is no music that the hub plays')
    assert.deepEqual(await violationsOf(page, 'uploads'), [])

    await page.getByRole('button', { name: 'Clear what is over' }).click()
    await page.getByRole('heading', { level: 2, name: 'Nothing on its way' }).waitFor()
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles([{ ...song, name: 'Same again.wav' }])
    await row(page, 'Same again.wav', 'Was in the library already')
    await visit(page, `${world.address}/#/tracks?q=Sent`)
    await page.getByText('Sent song', { exact: true }).first().waitFor()
  },
)

test('[U13] while the hub is away a file waits, and goes on when it is back', plan, async () => {
  await using world = await webAppWorld(person)
  await using browser = await launchChromium()
  const page = await browser.newPage()
  await enter(page, world, person)
  await visit(page, `${world.address}/#/uploads`)
  // Slow enough to be seen on its way, however fast the machine is.
  const network = await page.context().newCDPSession(page)
  const uploadsAt = (uploadThroughput: number) =>
    network.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput,
    })
  await network.send('Network.enable')
  await uploadsAt(2_000_000)
  const large = { name: 'Large.wav', mimeType: 'audio/wav', buffer: waveFile(30_000_000, 8) }
  await page.locator('input[type=file]').first().setInputFiles([large])
  await page.locator('.incoming[data-step=sending]').waitFor({ timeout: 90_000 })
  await world.stop()
  await uploadsAt(-1)
  await world.start()
  await row(page, 'Large.wav', 'In the library')
})

async function row(page: Page, name: string, text: string): Promise<void> {
  const found = page.locator('.incoming').filter({ hasText: name }).filter({ hasText: text })
  await found.waitFor({ timeout: 90_000 })
}
