import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { connect } from '@baton/client'
import { startForeignAgent } from '@baton/testing/agents/foreign-agent'
import { launchChromium } from '@baton/testing/browser/chromium'
import { sharesTheBox, sharesTheBrowser } from '@baton/testing/browser/sharing-steps'
import { displayClient, provisioned } from '@baton/testing/displays/display-client'
import { letBoxIn } from '@baton/testing/doors/let-box-in'
import { lacking } from '@baton/testing/machine/child'
import { letIn, startAgent } from '@baton/testing/worlds/agent-process'
import { type AskOptions, ask, program } from '@baton/testing/worlds/http-world'
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
const OUT_WITHIN_MS = 7_000

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

test('[TG20] [TG21] it shows how the tag reader of a device is, and what became of it', plan, async () => {
  const bath = await program(world.address, person, 'Bath')
  const readerIs = (reader: string) =>
    bath.ask(`/devices/${bath.deviceId}`, {
      method: 'PATCH',
      body: JSON.stringify({ capabilities: { reader } }),
    })
  await readerIs('ready')
  await visit(page, `${world.address}/#/devices`)
  const shown = page.getByRole('listitem').filter({ hasText: 'Bath' })
  await shown.getByText('Reads tags').waitFor()
  await readerIs('no-reader')
  await shown.getByText('Tag reader is not plugged in').waitFor()
  await page.getByRole('button', { name: 'What happened to Bath' }).click()
  await shown.getByText('Its tag reader sees no tags: it is not plugged in').first().waitFor()
  await fitsAndIsAccessible('a lost tag reader')
  assert.equal((await bath.ask(`/devices/${bath.deviceId}`, { method: 'DELETE' })).status, 200)
})

test(
  '[DI3] [DI11] [DI20] a display becomes one’s own by its code, and its row shows and does what it can',
  plan,
  async () => {
    const kitchen = await program(world.address, person)
    const asked = { ask: (path: string, options?: AskOptions) => ask(world.address, path, options) }
    const { player_key: playerKey, registration_code: code } = await provisioned(asked)
    await visit(page, `${world.address}/#/devices?display=${code}`)
    assert.equal(await page.getByLabel('Code on the display').inputValue(), code)
    await page.getByLabel('Its name').fill('Hall frame')
    await fitsAndIsAccessible('a code')
    await page.getByRole('button', { name: 'Add it' }).press('Enter')
    // What was done is noticed in a list of its own.
    const shown = page.locator('.gear').filter({ hasText: 'Hall frame' })
    await shown.getByText('Not there').waitFor()

    const { api_token: apiToken } = (await asked.ask(`/api/player/${playerKey}/credentials`)).json
    const credentials = { playerKey: String(playerKey), apiToken: String(apiToken) }
    await using display = await displayClient(`${world.address.replace('http', 'ws')}/mqtt`, credentials)
    await display.follow(`makapix/player/${playerKey}/command`)
    await display.say('status', { player_key: playerKey, status: 'online', current_post_id: 12 })
    await display.say('capabilities', { commands: ['swap_next', 'set_brightness'] })
    await shown.getByText('Shows artwork 12').waitFor()
    await page.getByRole('button', { name: 'Control Hall frame' }).click()
    await page.getByRole('button', { name: 'Next artwork' }).click()
    const { command_id, command } = await display.heard('command')
    assert.equal(command, 'swap_next')
    await display.say('command/ack', { command_id, success: false, error: 'there is none' })
    await page.getByText('The display could not do that.').waitFor()
    await fitsAndIsAccessible('a display')
    assert.equal((await kitchen.ask(`/api/player/${playerKey}`, { method: 'DELETE' })).status, 204)
    await display.closed
    await shown.waitFor({ state: 'detached' })
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
  '[QH5] [QH8] [QH9] quiet hours are set by keyboard, shown where they bite, and lifted with one tap',
  plan,
  async () => {
    const kitchen = await program(world.address, person, 'Study')
    const { session_uuid: sessionId } = (await kitchen.ask('/me')).json
    const { active_device_uuid: active } = (await kitchen.ask(`/sessions/${sessionId}`)).json
    const always = { days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '00:00', max_volume: 0 }
    await kitchen.ask(`/devices/${active}`, {
      method: 'PATCH',
      body: { quiet_hours: [always], zone: 'Europe/Berlin' },
    })
    const deviceNow = async () => {
      const devices = (await kitchen.ask('/devices')).json as unknown as Record<string, unknown>[]
      const {
        quiet,
        quiet_hours: spans,
        device_name: name,
      } = devices.find(({ device_uuid: id }) => id === active) ?? {}
      return { holds: (quiet as { holds?: boolean } | null)?.holds, spans, name: String(name) }
    }
    const { name } = await deviceNow()
    const banner = page.getByRole('status').filter({ hasText: `Quiet hours on ${name} until` })
    await banner.waitFor()
    await fitsAndIsAccessible('quiet')
    await banner.getByRole('button', { name: 'Lift for an hour' }).press('Enter')
    await banner.waitFor({ state: 'detached' })
    assert.equal((await deviceNow()).holds, false)

    await visit(page, `${world.address}/#/devices`)
    await page.getByRole('button', { name: `Volume and quiet hours of ${name}` }).press('Enter')
    const limits = page.getByRole('region', { name: `Volume and quiet hours of ${name}` })
    await limits.getByText('Lifted until').waitFor()
    const original = (await deviceNow()).spans
    await limits.getByRole('button', { name: 'Change' }).press('Enter')
    await limits.getByRole('checkbox', { name: 'Sunday' }).press('Space')
    await limits.getByRole('button', { name: 'Save' }).press('Enter')
    const saved = page.locator('.notice').filter({ hasText: 'Quiet hours saved' })
    await saved.getByRole('button', { name: 'Undo' }).press('Enter')
    await until('the hours are as before', async () => isDeepStrictEqual((await deviceNow()).spans, original))
    await limits.getByText('Every day, 00:00 to 00:00: Not a sound').waitFor()

    await limits.getByRole('button', { name: 'Change' }).press('Enter')
    await limits.getByRole('checkbox', { name: 'Monday' }).press('Space')
    await limits.getByLabel('From').fill('22:30')
    await limits.getByText('on the next day').waitFor()
    await limits.getByRole('slider').press('ArrowRight')
    await fitsAndIsAccessible('quiet hours')
    await limits.getByRole('button', { name: 'Save' }).press('Enter')
    await limits.getByText('Tue, Wed, Thu, Fri, Sat, Sun, 22:30 to 00:00: At most 5 %').waitFor()
    const changed = [{ days: [2, 3, 4, 5, 6, 7], from: '22:30', to: '00:00', max_volume: 5 }]
    await until('the hours are saved', async () => isDeepStrictEqual((await deviceNow()).spans, changed))
  },
)

test(
  '[PG10] [PG12] [PG13] [AG68] a tone is tried; each light goes out when what it shows is killed, and comes back',
  plan,
  async (t) => {
    await using agent = await startForeignAgent()
    const phone = await program(world.address, person)
    const added = { agent_base_url: agent.baseUrl, device_name: 'Attic' }
    const { status, json } = await phone.post('/devices/agents', added)
    assert.equal(status, 201)
    await using made = new AsyncDisposableStack()
    const folder = await mkdtemp(join(tmpdir(), 'baton-following-agent-'))
    made.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }))
    const following = made.use(await startAgent({ name: 'Cellar', baseUrl: world.address, folder }))
    await letIn(following, connect({ baseUrl: world.address, token: () => phone.token }))
    await visit(page, `${world.address}/#/devices`)
    const light = (name: string, isOn: boolean) =>
      page.locator(isOn ? '.light[data-on]' : '.light:not([data-on])').filter({ hasText: name })
    const all = ['The hub answers', 'Live updates', 'Attic', 'Cellar']
    for (const name of all) await light(name, true).waitFor()
    await page.getByRole('button', { name: 'What the player of Attic prints' }).press('Enter')
    await page.getByRole('region', { name: 'Output of Attic' }).getByText('Nothing yet').waitFor()
    await fitsAndIsAccessible('lights')
    await until('the hub is registered', async () => {
      const { registered_at: since } = (await phone.ask(`/devices/${json.device_uuid}/agent`)).json
      return since !== null
    })
    await page.getByRole('button', { name: 'Play a test tone on Attic' }).press('Enter')
    await until('it plays the tone', async () => agent.said.some(({ posted }) => posted === 'play'))
    agent.tell({ end: 0 })
    await page.getByText('Attic has played the test tone').waitFor()
    const reports = () => agent.said.filter(({ posted }) => posted !== undefined).length
    /** By the page's own clock. For as long as the whole page stands still, no light can go out. */
    const outOf = async (names: readonly string[], kill: () => Promise<unknown>) => {
      await page.evaluate(WATCH_LIGHTS)
      await kill()
      const from = Number(await page.evaluate('performance.now()'))
      for (const name of names) await light(name, false).waitFor()
      for (const name of names) {
        const outMs = Number(await page.evaluate(`watched.out[${JSON.stringify(name)}]`)) - from
        const stallMs = Number(await page.evaluate('watched.stallMs'))
        t.diagnostic(
          `${name}: out after ${Math.round(outMs)} ms; the page stood still for ${Math.round(stallMs)} ms`,
        )
        assert.ok(outMs <= OUT_WITHIN_MS + stallMs, `${name}: out only after ${outMs} ms`)
      }
    }
    // What it said last is at the page by then.
    await until('the agent has not reported for a second', async () => {
      const count = reports()
      await sleep(1_000)
      return reports() === count
    })
    await outOf(['Attic'], () => agent.end())
    await outOf(['Cellar'], () => following.end('SIGKILL'))
    await following.start()
    await light('Cellar', true).waitFor()
    await outOf(all.slice(0, 2), () => world.stop())
    await world.start()
    for (const name of [...all.slice(0, 2), 'Cellar']) await light(name, true).waitFor()
  },
)

/** Notes when each light goes out, and for how long nothing of the page was done at a stretch. */
const WATCH_LIGHTS = `(() => {
  let last = performance.now()
  window.watched = { out: {}, stallMs: 0 }
  setInterval(() => {
    const now = performance.now()
    watched.stallMs = Math.max(watched.stallMs, now - last - 100)
    last = now
  }, 100)
  new MutationObserver((changes) => {
    for (const { target } of changes)
      if (!target.hasAttribute('data-on'))
        watched.out[target.querySelector('.light-name').textContent] = performance.now()
  }).observe(document.querySelector('.lights'), { subtree: true, attributeFilter: ['data-on'] })
})()`

test(
  '[BX3] [BX4] [BX10] [SD1] [SD6] [SD16] a window controls a box and plays on it; it is taken, taken back and removed; and its own browser plays for another',
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
    await page.keyboard.press('Control+k')
    const palette = page.getByRole('dialog')
    await palette.getByRole('menuitem').first().waitFor()
    const save = palette.getByRole('menuitem', { name: 'Save the queue' })
    assert.equal(await save.count(), 0, 'that would save one’s own')
    await page.keyboard.press('Escape')
    await palette.waitFor({ state: 'detached' })
    await visit(page, `${world.address}/#/settings`)
    await page.getByRole('button', { name: 'Rename the device' }).waitFor()
    await visit(page, `${world.address}/#/devices`)

    await page.reload()
    await page.getByText('This window controls Box kitchen').waitFor()
    await page.keyboard.press('d')
    const mine = page.getByRole('dialog').getByRole('button', { name: 'My music' })
    await mine.waitFor()
    await fitsAndIsAccessible('whose music')
    await mine.click()
    await page.getByText('This window controls Box kitchen').waitFor({ state: 'detached' })

    const window = {
      ...{ page, address: world.address, owner, own: String(own), username: person.username, track_ids },
      looksWell: fitsAndIsAccessible,
    }
    const sam = await sharesTheBox(window, box)
    await sharesTheBrowser(window, sam)
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
