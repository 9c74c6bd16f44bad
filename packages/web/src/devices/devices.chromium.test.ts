import assert from 'node:assert/strict'
import { test } from 'node:test'
import { launchChromium } from '@baton/testing/browser/chromium'
import { lacking } from '@baton/testing/machine/child'
import { violationsOf, webAppWorld } from '@baton/testing/worlds/web-app-world'

const person = { username: 'robin', password: 'a long password' }
const plan = { skip: lacking('chromium'), timeout: 120_000 }

test(
  '[IN2] the devices page shows the line that makes a machine a loudspeaker, also on a phone',
  plan,
  async () => {
    await using world = await webAppWorld(person)
    await using browser = await launchChromium({ viewport: { width: 320, height: 640 } })
    const page = await browser.newPage()
    page.setDefaultTimeout(60_000)
    await page.goto(`${world.address}/#/devices`)
    await page.getByLabel('User name').fill(person.username)
    await page.getByLabel('Password', { exact: true }).fill(person.password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByRole('button', { name: 'Add a loudspeaker' }).click()
    const line = page.getByLabel('Line for the terminal')
    const served = await fetch(`${world.address}/agent/install.sh`)
    assert.equal(served.status, 200)
    const shown = await line.inputValue()
    assert.match(shown, /&& echo "[0-9a-f]{64} {2}\$f" \| sha256sum -c && sh \$f --hub http:/)
    await page.getByLabel('Address of the hub').fill('https://hub.example')
    assert.equal(
      await line.inputValue(),
      'curl -fsS https://hub.example/agent/install.sh | sh -s -- --hub https://hub.example',
    )
    const [wide, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth])
    assert.ok((wide ?? 0) <= (screen ?? 0), `${wide} px wide`)
    assert.deepEqual(await violationsOf(page, 'devices'), [])
  },
)
