import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startForeignAgent } from '@baton/testing/agents/foreign-agent'
import { launchChromium } from '@baton/testing/browser/chromium'
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
  world = await webAppWorld(person, { agentNetworks: ['127.0.0.0/8'] })
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

test('[PG10] each light goes out when what it shows is killed, and comes back with it', plan, async (t) => {
  await using agent = await startForeignAgent()
  const phone = await program(world.address, person)
  const added = { agent_base_url: agent.baseUrl, device_name: 'Attic' }
  assert.equal((await phone.post('/devices/agents', added)).status, 201)
  await visit(page, `${world.address}/#/devices`)
  const light = (name: string, isOn: boolean) =>
    page.locator(isOn ? '.light[data-on]' : '.light:not([data-on])').filter({ hasText: name })
  const all = ['The hub answers', 'Live updates', 'Attic']
  for (const name of all) await light(name, true).waitFor()
  await page.getByRole('button', { name: 'What the player of Attic prints' }).press('Enter')
  await page.getByRole('region', { name: 'Output of Attic' }).getByText('Nothing yet').waitFor()
  await fitsAndIsAccessible('lights')
  const outOf = async (names: readonly string[], killed: Promise<unknown>) => {
    const from = performance.now()
    await killed
    for (const name of names) await light(name, false).waitFor()
    t.diagnostic(`${names.join(', ')}: out after ${Math.round(performance.now() - from)} ms`)
  }
  await outOf(['Attic'], agent.end())
  await outOf(all.slice(0, 2), world.stop())
  await world.start()
  for (const name of all.slice(0, 2)) await light(name, true).waitFor()
})

async function fitsAndIsAccessible(what: string): Promise<void> {
  const [wide, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth])
  assert.ok((wide ?? 0) <= (screen ?? 0), `${what}: ${wide} px wide`)
  assert.deepEqual(await violationsOf(page, what), [])
}
