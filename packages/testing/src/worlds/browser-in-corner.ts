import type { DeviceId } from '@baton/protocol'
import type { Page } from 'playwright-core'
import { evaluateQuietly, launchChromium } from '../browser/chromium.ts'
import { until } from './hub-process-world.ts'
import { type Corner, HOUSE_OWNER, type LoudspeakerHouse } from './loudspeaker-house.ts'

/** A browser with the app open in it, on the sound card of that corner; its device is called after the corner. */
export interface BrowserInCorner extends AsyncDisposable {
  readonly page: Page
  readonly deviceId: DeviceId
}

/** Somebody signs in by typing and clicking, so it may sound. */
export async function openBrowserIn(house: LoudspeakerHouse, corner: Corner): Promise<BrowserInCorner> {
  await using made = new AsyncDisposableStack()
  const browser = made.use(await launchChromium({ sound: { pulse: house.pulse, sink: corner } }))
  const page = await browser.newPage()
  page.setDefaultTimeout(30_000)
  await page.goto(house.baseUrl)
  await page.getByLabel('User name').fill(HOUSE_OWNER.username)
  await page.getByLabel('Password', { exact: true }).fill(HOUSE_OWNER.password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  const deviceId = await until('the browser is a device', async () => {
    const known = await evaluateQuietly(
      page,
      `document.querySelector('.bar') && localStorage.getItem('baton.device-id')`,
    )
    return typeof known === 'string' && (known as DeviceId)
  })
  await house.phone.send({ type: 'device.update', deviceId, name: corner })
  await until('it may sound', async () => {
    const devices = await house.phone.devices()
    return devices.find((device) => device.deviceId === deviceId)?.capabilities.unlocked
  })
  const kept = made.move()
  return { page, deviceId, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}
