import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { launchChromium } from '@baton/testing/browser/chromium'
import { letBoxIn } from '@baton/testing/doors/let-box-in'
import { lacking } from '@baton/testing/machine/child'
import { program } from '@baton/testing/worlds/http-world'
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
const skip = lacking('chromium')
const plan = { skip, timeout: 120_000 }

let world: WebAppWorld
let browser: Awaited<ReturnType<typeof launchChromium>>
let page: Page
before(async () => {
  if (skip) return
  world = await webAppWorld(person)
  browser = await launchChromium({ viewport: { width: 320, height: 640 } })
  page = await browser.newPage()
  page.setDefaultTimeout(60_000)
  await enter(page, world, person)
})
after(async () => {
  await browser?.[Symbol.asyncDispose]()
  await world?.[Symbol.asyncDispose]()
})

test(
  '[IN2] the devices page shows the line that makes a machine a loudspeaker, also on a phone',
  plan,
  async () => {
    await visit(page, `${world.address}/#/devices`)
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
    await fitsAndIsAccessible('devices')
  },
)

test(
  '[FO1] [FO3] [DH7] a speaker drops out: one tap goes on here, and its history tells why',
  plan,
  async () => {
    const kitchen = await program(world.address, person, 'Kitchen')
    const { items } = (await kitchen.ask('/library/tracks?limit=2')).json as { items: { track_id: string }[] }
    await kitchen.post('/queue/enqueue', { track_ids: items.map((track) => track.track_id) })
    const { session_uuid: sessionId } = (await kitchen.ask('/me')).json
    const isHereReady = async () => {
      const { json } = await kitchen.ask('/devices')
      const devices = json as unknown as { kind: string; health: string }[]
      return devices.some(({ kind, health }) => kind === 'browser' && health === 'ready')
    }
    // Signing in touched the page.
    await until('this browser may sound', isHereReady)
    const played = await kitchen.post(`/sessions/${sessionId}/play`)
    assert.equal(played.json.active_device_uuid, kitchen.deviceId)
    await kitchen.ask(`/devices/${kitchen.deviceId}`, { method: 'PATCH', body: { enabled: false } })

    await page.getByText('Kitchen has dropped out').waitFor()
    await fitsAndIsAccessible('dropped out')
    await page.getByRole('button', { name: 'Go on here' }).click()
    await page.getByText('Kitchen has dropped out').waitFor({ state: 'detached' })
    await until('the music goes on here', async () => {
      const { play_state: state, active_device_uuid: at } = (await kitchen.ask(`/sessions/${sessionId}`)).json
      return state === 'playing' && at !== kitchen.deviceId
    })

    await visit(page, `${world.address}/#/devices`)
    await page.getByRole('button', { name: 'What happened to Kitchen' }).press('Enter')
    const history = page.getByRole('region', { name: 'What happened to Kitchen' })
    await history.getByRole('listitem').filter({ hasText: 'paused: it was switched off' }).waitFor()
    await history.getByText(/^Last problem: .* paused: it was switched off \(/).waitFor()
    const told = await history.getByRole('listitem').allInnerTexts()
    assert.match(told.at(-1) ?? '', /Was added/)
    await fitsAndIsAccessible('history')
  },
)

test(
  '[BX3] [BX4] [BX10] a window controls a box, and leads back; and the box can be removed',
  plan,
  async () => {
    const owner = await program(world.address, person)
    const box = await letBoxIn(world.address, owner, 'Box kitchen')
    const { items } = (await owner.ask('/library/tracks?limit=2')).json as { items: { track_id: string }[] }
    const track_ids = items.map((track) => track.track_id)
    await owner.post('/queue/enqueue', { track_ids, session_uuid: box.sessionId })
    const stateOf = async (id: unknown) => (await owner.ask(`/sessions/${id}`)).json.play_state
    const { session_uuid: own } = (await owner.ask('/me')).json
    await owner.post(`/sessions/${own}/stop`)

    await visit(page, `${world.address}/#/devices`)
    await page.getByRole('button', { name: 'Control Box kitchen' }).click()
    await page.getByText('This window controls Box kitchen').waitFor()
    await page.getByRole('button', { name: 'Play', exact: true }).click()
    await until('the box plays', async () => (await stateOf(box.sessionId)) === 'playing')
    await page.getByRole('button', { name: 'Pause', exact: true }).waitFor()
    await fitsAndIsAccessible('a box')
    assert.equal(await stateOf(own), 'stopped')

    await page.reload()
    await page.getByText('This window controls Box kitchen').waitFor()
    await page.keyboard.press('d')
    const mine = page.getByRole('dialog').getByRole('button', { name: 'My music' })
    await mine.waitFor()
    await fitsAndIsAccessible('whose music')
    await mine.click()
    await page.getByText('This window controls Box kitchen').waitFor({ state: 'detached' })

    await page.getByRole('button', { name: 'Remove Box kitchen' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click()
    await page.getByRole('button', { name: 'Control Box kitchen' }).waitFor({ state: 'detached' })
    assert.equal((await owner.ask(`/sessions/${box.sessionId}`)).status, 404)
  },
)

async function fitsAndIsAccessible(what: string): Promise<void> {
  const [wide, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth])
  assert.ok((wide ?? 0) <= (screen ?? 0), `${what}: ${wide} px wide`)
  assert.deepEqual(await violationsOf(page, what), [])
}
