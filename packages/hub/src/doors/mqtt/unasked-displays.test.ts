import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { pixelsOf, png } from '@baton/testing/artwork/pixel-art'
import {
  type DisplayClient,
  type DisplayCredentials,
  displayClient,
  registeredDisplay,
} from '@baton/testing/displays/display-client'
import { status } from '@baton/testing/displays/displays-world'
import { OWNER, type Program, type ServedHub, serveHub } from '@baton/testing/worlds/http-world'
import { until } from '@baton/testing/worlds/hub-process-world'

type Fields = Readonly<Record<string, unknown>>

const COVER = { width: 64, height: 64, seed: 5 }
const PLAYING = { command: 'play_channel', channel: 'playing' }
const ALWAYS = { days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '00:00', max_volume: 0 }
const MINUTE_MS = 60_000

let hub: ServedHub
let ada: Program
let bob: Program
before(async () => {
  hub = await serveHub({
    mqtt: true,
    limits: { provision: 1_000 },
    tracks: [
      { name: 'One', durationMs: 180_000, artist: 'Ensemble', cover: await png(COVER) },
      { name: 'Two', durationMs: 180_000 },
    ],
  })
  ada = await hub.program('Kitchen')
  await ada.post('/users', { username: 'Bob', password: OWNER.password, role: 'member' })
  bob = await hub.program(undefined, { ...OWNER, username: 'Bob' })
  await ada.post('/queue/enqueue', { track_ids: hub.trackIds })
})
after(() => hub[Symbol.asyncDispose]())

interface ShowingDisplay extends DisplayClient, DisplayCredentials {
  /** What it was told to do, the last one last. It does everything at once. */
  readonly told: readonly Fields[]
  /** What it has found that it shows. */
  readonly found: readonly Fields[]
  answer(request: object): Promise<Fields>
}

/** A display as simple as one can be: it does what it is told, looks at the channel, and says how bright it is. */
async function showing(
  owner: Program,
  { credentials, brightness = 80 }: { credentials?: DisplayCredentials; brightness?: number } = {},
): Promise<ShowingDisplay> {
  const { playerKey, apiToken } = credentials ?? (await registeredDisplay(hub, owner))
  const display = { playerKey, apiToken }
  const client = await displayClient(`mqtt://127.0.0.1:${hub.broker.port}`, display)
  const own = `makapix/player/${display.playerKey}`
  await client.follow(`${own}/command`, `${own}/response/#`, `${own}/view/ack`)
  const told: Fields[] = []
  const found: Fields[] = []
  let asked = 0
  const answer = async (request: object) => {
    const id = `r${asked++}`
    await client.say(`request/${id}`, request)
    return client.heard(`response/${id}`)
  }
  const obeys = async () => {
    for (;;) {
      const message = await client.heard('command')
      if (message.command === 'set_brightness')
        await client.say('state', { brightness: message.brightness as number })
      told.push(message)
      await client.say('command/ack', { command_id: message.command_id, success: true })
      if (message.command !== 'play_channel') continue
      const { posts } = await answer({ request_type: 'query_posts', channel: message.channel })
      found.push(...(posts as readonly Fields[]))
    }
  }
  // It ends with the connection.
  obeys().catch(() => {})
  await client.say('status', status(display.playerKey))
  await client.say('state', { brightness })
  await client.say('capabilities', {
    commands: ['play_channel', 'show_artwork', 'set_brightness'],
    channels: ['playing', 'weather'],
  })
  return Object.assign(client, display, { told, found, answer })
}

const tell = (by: Program, { playerKey }: DisplayCredentials, command: object) =>
  by.post(`/api/player/${playerKey}/command`, command)
const control = (step: string, body?: object) => ada.post(`/sessions/${hub.owner.sessionId}/${step}`, body)
const shows = (display: ShowingDisplay, title: string | null) =>
  until(`it shows ${title}`, async () => display.found.at(-1)?.title === title && display.found.length > 0)
const shownOf = async ({ playerKey }: DisplayCredentials): Promise<Fields> => {
  const all = (await ada.ask('/api/player')).json as unknown as readonly Fields[]
  return all.find((one) => one.player_key === playerKey) ?? {}
}
const codeOf = ({ json }: { readonly json: Fields }) =>
  (json.error as { readonly code?: string } | undefined)?.code

test('[DI30] [DI31] [DI32] a display that plays what is playing looks again whenever that is another thing', async () => {
  await using display = await showing(ada)
  assert.deepEqual((await shownOf(display)).channels, ['playing'])
  assert.equal((await tell(ada, display, PLAYING)).status, 200)
  await shows(display, null)
  assert.deepEqual([display.found.at(-1)?.kind, display.found.at(-1)?.post_id], ['idle', null])
  await control('play')
  await shows(display, 'One')
  const { art_url, ...one } = display.found.at(-1) ?? {}
  assert.deepEqual(one, {
    kind: 'playing',
    post_id: null,
    title: 'One',
    artist: 'Ensemble',
    album: 'Album',
    author: null,
    width: 32,
    height: 32,
    frame_count: 1,
    hashtags: [],
  })
  const headers = { authorization: `Bearer ${display.apiToken}` }
  const picture = await fetch(`${art_url}?scale=4&format=gif`, { headers })
  assert.deepEqual([picture.status, picture.headers.get('content-type')], [200, 'image/gif'])
  const { width, height } = await pixelsOf(Buffer.from(await picture.arrayBuffer()))
  assert.deepEqual([width, height], [128, 128])
  await control('next')
  await shows(display, 'Two')
  assert.match(String(display.found.at(-1)?.art_url), /\/plain\/image$/)
  await control('pause')
  await shows(display, null)
  assert.match(String(display.found.at(-1)?.art_url), /\/idle\/image$/)
  await control('prev')
  await control('prev')

  // It comes again and is told without anybody asking: it is still to play what is playing.
  await display[Symbol.asyncDispose]()
  await control('play')
  await using again = await showing(ada, { credentials: display })
  await shows(again, 'One')
  assert.equal((await shownOf(again)).channel, 'playing')
  await control('pause')
})

test('[DI31] one that does not say that it can is never told, and what shows an artwork is told no more', async () => {
  await using plain = await showing(ada)
  await plain.say('capabilities', { commands: ['play_channel'], channels: [] })
  assert.equal(codeOf(await tell(ada, plain, PLAYING)), 'display.cannot')
  await using witness = await showing(ada)
  await using left = await showing(ada)
  await using turned = await showing(ada)
  for (const one of [left, turned, witness]) {
    assert.equal((await tell(ada, one, PLAYING)).status, 200)
    // Once by her, and once by the hub, which has found that it plays that now.
    await until('it was told again', async () => one.told.length === 2)
  }
  assert.equal((await tell(ada, left, { command: 'show_artwork', post_id: 3 })).status, 200)
  // By a button of its own, to something that the hub does not know.
  await turned.say('state', { channel: 'weather' })
  assert.deepEqual([(await shownOf(left)).channel, (await shownOf(turned)).channel], [null, null])
  for (const one of [left, turned, witness]) await one.answer({ request_type: 'get_post', post_id: 1 })
  const before = [left.told.length, turned.told.length]
  await control('play')
  await shows(witness, 'One')
  // What it was told before comes before the answer.
  for (const one of [left, turned]) await one.answer({ request_type: 'get_post', post_id: 1 })
  assert.deepEqual([left.told.length, turned.told.length, plain.told.length], [...before, 0])
  await control('pause')
})

test('[DI33] [DI34] it is its owner’s session alone, and nothing of it counts as artwork', async () => {
  await control('play')
  await using hers = await showing(ada)
  await using his = await showing(bob)
  const look = async ({ answer }: ShowingDisplay) => {
    const { posts } = await answer({ request_type: 'query_posts', channel: 'playing' })
    return (posts as readonly Fields[])[0] ?? {}
  }
  const { art_url: url, title } = await look(hers)
  assert.deepEqual([title, (await look(his)).kind], ['One', 'idle'])
  const path = new URL(String(url)).pathname
  const seen = async (path: string, token?: string) => (await hub.ask(path, token ? { token } : {})).status
  assert.deepEqual(
    [await seen(path, hers.apiToken), await seen(path, ada.token), await seen(path, his.apiToken)],
    [200, 200, 404],
  )
  assert.deepEqual(
    [await seen(path, bob.token), await seen(path), await seen(path, 'wrong')],
    [404, 401, 401],
  )
  assert.equal(await seen('/api/player/playing/idle/image', his.apiToken), 200)
  assert.equal(await seen(`${path}?scale=100`, hers.apiToken), 413)
  await control('next')
  assert.equal(await seen(path, hers.apiToken), 404, 'it is not what plays')
  const { playerKey } = hers
  const view = { timestamp: '1970-01-01T00:00:00Z', timezone: '', intent: 'channel', play_order: 0 }
  for (const post_id of [null, 1]) {
    await hers.say('view', { ...view, post_id, channel: 'playing', player_key: playerKey, request_ack: true })
    assert.equal((await hers.heard('view/ack')).error_code, 'processing_error')
  }
  await control('prev')
  await control('pause')
})

test('[DI40] [DI41] [DI42] in quiet hours a display is dark, whoever turns it up, until they are lifted or over', async () => {
  await using display = await showing(ada)
  const device = `/devices/${display.playerKey}`
  const hours = (spans: readonly object[]) =>
    ada.ask(device, { method: 'PATCH', body: { quiet_hours: spans, zone: 'Europe/Berlin' } })
  const isBright = (brightness: number) =>
    until(`it is at ${brightness}`, async () => (await shownOf(display)).brightness === brightness)
  assert.equal((await hours([{ ...ALWAYS, max_volume: 90 }])).status, 200)
  assert.equal((await tell(ada, display, { command: 'set_brightness', brightness: 91 })).status, 409)
  assert.deepEqual(display.told, [], 'it is dark enough')
  await hours([{ ...ALWAYS, max_volume: 30 }])
  await isBright(30)
  await hours([ALWAYS])
  await isBright(0)
  assert.equal((await shownOf(display)).brightness_after, 80)
  const refused = await tell(ada, display, { command: 'set_brightness', brightness: 50 })
  assert.deepEqual([refused.status, codeOf(refused)], [409, 'display.quiet'])
  // By a button of its own.
  await display.say('state', { brightness: 60 })
  await isBright(0)
  assert.equal((await ada.post(`${device}/lift-quiet-hours`)).status, 200)
  await isBright(80)
  await until('it is free', async () => (await shownOf(display)).brightness_after === null)
  await ada.post(`${device}/lift-quiet-hours`, { lifted: false })
  await isBright(0)

  // They end while it is away, and it wakes when it is back.
  await until('it is known', async () => (await shownOf(display)).brightness_after === 80)
  await display[Symbol.asyncDispose]()
  await hours([])
  await using again = await showing(ada, { credentials: display, brightness: 0 })
  await isBright(80)
  await until('it is free', async () => (await shownOf(again)).brightness_after === null)
})

test('[DI40] [QH2] [QH3] the hours of the household hold for displays that come later, by its clocks', async () => {
  const now = hub.engine.now()
  const shown = (instant: number) => new Date(instant).toISOString().slice(11, 16)
  const span = { ...ALWAYS, from: shown(now + 2 * MINUTE_MS), to: shown(now + 17 * MINUTE_MS) }
  const set = await ada.ask('/quiet-hours', { method: 'PATCH', body: { zone: 'UTC', spans: [span] } })
  assert.equal(set.status, 200)
  await using display = await showing(ada)
  const isBright = (brightness: number) =>
    until(`it is at ${brightness}`, async () => (await shownOf(display)).brightness === brightness)
  await isBright(80)
  hub.pass(4 * MINUTE_MS)
  await isBright(0)
  hub.pass(15 * MINUTE_MS)
  await isBright(80)
})

test('nothing has failed meanwhile', () => assert.deepEqual(hub.failures, []))
