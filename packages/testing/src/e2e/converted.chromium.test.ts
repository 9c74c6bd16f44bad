import assert from 'node:assert/strict'
import { test } from 'node:test'
import { evaluateQuietly, launchChromium } from '../browser/chromium.ts'
import { lacking } from '../machine/child.ts'
import { OWNER } from '../worlds/http-world.ts'
import { until } from '../worlds/hub-process-world.ts'
import { rareFormats, TRACK_MS } from './converted.ts'

const skip = lacking('chromium', 'setpriv', 'ffmpeg')

test('[M24] [M33] a browser says what it can play, and plays what it cannot decode, and parts of files, to the last of it', {
  skip,
  timeout: 180_000,
}, async () => {
  await using hub = await rareFormats(['Apple', 'Windows', 'First part', 'Second part'])
  await using browser = await launchChromium()
  const page = await browser.newPage()
  page.setDefaultTimeout(20_000)
  const types: string[] = []
  page.on('response', (answer) => {
    if (answer.url().includes('/media/')) types.push(`${answer.headers()['content-type']}`)
  })
  const remote = await hub.program()
  await remote.post('/queue/enqueue', { track_ids: hub.trackIds })
  const session = `/sessions/${(await remote.ask('/me')).json.session_uuid}`
  const now = async () => (await remote.ask(session)).json
  const formats = async () => {
    const devices = JSON.parse((await remote.ask('/devices')).text) as {
      readonly capabilities: { readonly formats?: readonly string[] }
    }[]
    return devices[0]?.capabilities.formats
  }

  await page.goto(hub.baseUrl)
  await page.getByLabel('User name').fill(OWNER.username)
  await page.getByLabel('Password', { exact: true }).fill(OWNER.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.locator('.bar-middle').waitFor()
  const said = (await formats()) ?? []
  const asked = (type: string) => evaluateQuietly(page, `new Audio().canPlayType('${type}') !== ''`)
  for (const type of ['audio/flac', 'audio/mpeg', 'audio/mp4; codecs=alac', 'audio/x-ms-wma'])
    assert.equal(said.includes(type), await asked(type), type)
  assert.ok(!said.includes('audio/mp4; codecs=alac'), 'else this shows nothing')

  await page.locator('.bar-middle').getByRole('button', { name: 'Play', exact: true }).click()
  await until('it sounds', async () => Number((await now()).position_ms) > 1_500)
  // A seek far into it, and back.
  await remote.post(`${session}/seek`, { position_ms: TRACK_MS - 3_000 })
  await until('the second one follows', async () => (await now()).track_id === hub.trackIds[1])
  await until('all of it was heard', async () => (await now()).play_state === 'stopped')
  const { entries } = (await remote.ask('/queue')).json as { entries: { status: string }[] }
  assert.deepEqual(
    entries.map(({ status }) => status === 'failed'),
    [false, false, false, false],
  )
  assert.deepEqual([...new Set(types)], ['audio/flac'])
})
