import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DISPLAY_COMMANDS } from '@baton/protocol'
import { DisplaySimulation } from '@baton/testing/displays/display-simulation'
import { FIRST_SETTINGS } from './settings.ts'
import { COMMANDS } from './told-command.ts'

const MINUTE_MS = 60_000

test('[RD1] it shows a code until somebody has used it, over a restart too, and a new one once that is too old', async () => {
  const world = new DisplaySimulation()
  world.hub.isClaimed = false
  await world.start()
  assert.deepEqual(world.hub.provisions, [{ device_model: 'Simulated', firmware_version: '1', claim: true }])
  assert.equal(codeOf(world), 'CODE1')
  await world.kill()
  await world.clock.advance(5 * MINUTE_MS)
  await world.start()
  assert.equal(codeOf(world), 'CODE1')
  await world.clock.advance(11 * MINUTE_MS)
  assert.equal(codeOf(world), 'CODE2')
  world.hub.isClaimed = true
  await world.clock.advance(5_000)
  assert.equal(world.display.state.get().name, 'on')
  assert.deepEqual((await world.kept.read()).identity, {
    kind: 'registered',
    playerKey: 'display-2',
    apiToken: 'token-2',
  })
  assert.deepEqual(world.order.slice(0, 1), [1])
})

test('[RD1] a hub that is away when it first starts gives the code later', async () => {
  const world = new DisplaySimulation()
  world.hub.isAway = true
  await world.start()
  assert.deepEqual(world.display.state.get(), { name: 'code', code: null })
  world.hub.isAway = false
  world.hub.isClaimed = false
  await world.clock.advance(2_000)
  assert.equal(codeOf(world), 'CODE1')
})

test('[RD2] one that the hub does not know any more shows a code again, and owes nothing for what it was', async () => {
  const world = await running()
  world.hub.refuses = { code: 'processing_error', times: 1_000 }
  await world.clock.advance(30_000)
  world.hub.isKnown = false
  world.hub.isClaimed = false
  world.hub.cut()
  await world.clock.advance(1_000)
  assert.equal(world.display.state.get().name, 'on', 'not at the first refusal')
  await world.clock.advance(MINUTE_MS)
  assert.equal(codeOf(world), 'CODE2')
  const { identity, views } = await world.kept.read()
  assert.deepEqual([identity?.kind, views], ['provisioned', []])
})

test('[RD2] a broker that knows nobody any more does not end it: asked for anything, the hub tells the broker', async () => {
  const world = await running()
  world.hub.refuses = { code: 'processing_error', times: 1_000 }
  await world.clock.advance(30_000)
  const owed = (await world.kept.read()).views
  assert.ok(owed.length > 0)
  world.hub.broker = 'has-lost-tokens'
  world.hub.cut()
  await world.clock.advance(MINUTE_MS)
  assert.deepEqual([linkOf(world), world.hub.provisions.length], ['live', 1])
  assert.deepEqual((await world.kept.read()).views.slice(0, owed.length), owed)
  await world.kill()
})

test('[RD2] nor does one that refuses it for as long as the hub knows it', async () => {
  const world = await running()
  world.hub.broker = 'refuses'
  world.hub.cut()
  await world.clock.advance(10 * MINUTE_MS)
  assert.deepEqual([linkOf(world), world.hub.provisions.length], ['away', 1])
  world.hub.isAway = true
  await world.clock.advance(MINUTE_MS)
  world.hub.isAway = false
  world.hub.broker = null
  await world.clock.advance(MINUTE_MS)
  assert.deepEqual([linkOf(world), world.hub.provisions.length], ['live', 1])
  await world.kill()
})

test('[RD3] it shows a channel in its order, page after page and over again, each for its time', async () => {
  const posts = Array.from({ length: 45 }, (_, nth) => nth + 1)
  const world = await running(posts)
  await world.clock.advance(15_000 * 60 - 5_000)
  assert.deepEqual(world.order, [...posts, ...posts.slice(0, 15)])
  const cursors = world.hub.said.flatMap(({ topic, message }) =>
    topic.startsWith('request/') ? [message.cursor ?? null] : [],
  )
  assert.deepEqual(cursors.slice(0, 4), [null, '20', '40', null])
  await world.kill()
})

test('[RD4] what cannot be shown is passed over, and the former one stays meanwhile', async () => {
  const world = new DisplaySimulation()
  for (const postId of [2, 3, 4]) world.hub.broken.add(postId)
  world.hub.posts = [1, 2, 3, 4, 5]
  await world.start()
  await world.clock.advance(32_000)
  assert.deepEqual(world.order, [1, 5, 1])
  await world.kill()
})

test('[RD5] while the hub is away it goes on with the pictures that it keeps, and with the rest afterwards', async () => {
  const posts = Array.from({ length: 30 }, (_, nth) => nth + 1)
  const world = await running(posts)
  await world.clock.advance(16_000)
  world.hub.isAway = true
  world.hub.cut()
  const before = world.hub.pictures.length
  await world.clock.advance(10 * 15_000)
  assert.deepEqual(world.order.slice(0, 8), [1, 2, 3, 4, 5, 1, 2, 3])
  assert.equal(world.hub.pictures.length, before)
  assert.equal(linkOf(world), 'away')
  world.hub.isAway = false
  await world.clock.advance(20 * 15_000)
  assert.ok(world.order.includes(12), String(world.order))
  await world.kill()
})

test('[RD6] what nobody can see is not shown: nothing goes on, and nothing counts', async () => {
  const world = await running()
  await world.clock.advance(1_000)
  await world.see(false)
  await world.clock.advance(10 * MINUTE_MS)
  assert.deepEqual([world.order, world.hub.counted], [[1], []])
  await world.see(true)
  await world.clock.advance(14_000)
  assert.deepEqual(world.hub.counted.length, 1)
  await world.clock.advance(2_000)
  assert.deepEqual(world.order, [1, 2])
  await world.kill()
})

test('[RD7] an artwork that follows itself stays, and is one showing', async () => {
  const world = await running([7])
  await world.clock.advance(10 * MINUTE_MS)
  assert.deepEqual([world.order, world.hub.counted.length], [[7], 1])
  await world.kill()
})

test('[RD8] it reports with intent and channel, and nothing of what was skipped at once or is no artwork', async () => {
  const world = await running([1, 2, 3, 4])
  world.hub.channels = { promoted: [9, 8] }
  await world.clock.advance(3_000)
  await world.tell({ command: 'swap_next' })
  await world.tell({ command: 'swap_next' })
  await world.tell({ command: 'play_channel', channel: 'promoted' })
  await world.clock.advance(12_000)
  assert.deepEqual(await world.tell({ command: 'show_artwork', post_id: 2 }), true)
  await world.clock.advance(12_000)
  assert.deepEqual(
    world.hub.counted.map(({ postId, intent, channel }) => [postId, intent, channel]),
    [
      [1, 'channel', 'all'],
      [9, 'channel', 'promoted'],
      [2, 'artwork', 'promoted'],
    ],
  )
  await world.kill()
})

test('[RD10] what is older than the hub counts is told no more', async () => {
  const world = await running()
  await world.clock.advance(3_000)
  world.hub.isAway = true
  world.hub.cut()
  await world.clock.advance(16_000)
  assert.equal((await world.kept.read()).views.length, 1)
  await world.see(false)
  world.clock.sleep(24 * 60 * MINUTE_MS)
  world.hub.isAway = false
  await world.clock.advance(MINUTE_MS)
  assert.equal((await world.kept.read()).views.length, 0)
  assert.equal(world.hub.counted.length, 1)
  assert.deepEqual(fatesOf(world), ['counted', 'too-old'])
  await world.kill()
})

test('[RD12] what was too near another or failed is told again unchanged; what will never count is not', async () => {
  const world = await running([1])
  world.hub.refuses = { code: 'rate_limited', times: 2 }
  await world.clock.advance(2_500)
  assert.deepEqual([world.hub.counted.length, fatesOf(world)], [0, []])
  await world.clock.advance(MINUTE_MS)
  assert.deepEqual([world.hub.counted.length, fatesOf(world)], [1, ['counted']])
  const told = world.hub.saidOf('view')
  assert.equal(told.length, 3)
  assert.equal(new Set(told.map((message) => JSON.stringify(message))).size, 1)
  world.hub.posts = [1, 2]
  world.hub.refuses = { code: 'post_not_found', times: 1 }
  await world.clock.advance(MINUTE_MS)
  assert.deepEqual(fatesOf(world).slice(0, 2), ['counted', 'refused'])
  await world.kill()
})

test('[RD14] it introduces itself with each connection, says what it shows, and takes its leave', async () => {
  const world = await running()
  await world.clock.advance(3_000)
  const introduction = ['status', 'state', 'capabilities']
  assert.deepEqual(
    world.hub.said.slice(0, 3).map(({ topic }) => topic),
    introduction,
  )
  assert.deepEqual(world.hub.saidOf('status').at(-1), {
    player_key: 'display-1',
    status: 'online',
    firmware_version: '1',
    current_post_id: 1,
  })
  assert.deepEqual(world.hub.saidOf('state'), [
    { paused: false, brightness: 100, rotation: 0, mirror: false, channel: 'all' },
  ])
  await world.tell({ command: 'set_paused', paused: true })
  const before = world.hub.said.length
  world.hub.cut()
  await world.clock.advance(1_000)
  assert.deepEqual(
    world.hub.said.slice(before).map(({ topic }) => topic),
    introduction,
  )
  const heard = world.hub.saidOf('status').length
  await world.clock.advance(11 * MINUTE_MS)
  assert.equal(world.hub.saidOf('status').length, heard + 2, 'a heartbeat every five minutes')
  const ending = world.display.end()
  await world.clock.advance(3_000)
  await ending
  assert.equal(world.hub.saidOf('status').at(-1)?.status, 'offline')
  assert.equal(world.hub.isConnected, false)
})

test('[RD14] a connection by which nothing is acknowledged is over, and what it took is said by the next one', async () => {
  const world = await running()
  await world.clock.advance(1_000)
  world.hub.isMute = true
  await world.clock.advance(20_000)
  assert.equal(linkOf(world), 'live')
  await world.clock.advance(15_000)
  assert.notEqual(linkOf(world), 'live')
  assert.deepEqual(world.hub.counted, [])
  world.hub.isMute = false
  await world.see(false)
  await world.clock.advance(2 * MINUTE_MS)
  assert.deepEqual(
    world.hub.counted.map(({ postId, seenAt }) => ({ postId, seenAt })),
    world.owed(),
  )
  await world.kill()
})

test('[RD15] it can do everything that a hub may ask for, says what became of it, and remembers it', async () => {
  assert.deepEqual(COMMANDS, DISPLAY_COMMANDS)
  const world = await running([1, 2, 3])
  world.hub.channels = { promoted: [9], nothing: [] }
  await world.clock.advance(1_000)
  assert.equal(await world.tell({ command: 'swap_back' }), 'There is nothing before this one.')
  assert.equal(await world.tell({ command: 'swap_next' }), true)
  assert.equal(await world.tell({ command: 'swap_back' }), true)
  assert.equal(await world.tell({ command: 'swap_next' }), true)
  assert.deepEqual(world.order, [1, 2, 1, 2])
  assert.equal(await world.tell({ command: 'show_artwork', post_id: 44 }), 'There is no such artwork.')
  assert.equal(await world.tell({ command: 'play_channel', channel: 'mine' }), 'There is no such channel.')
  assert.equal(
    await world.tell({ command: 'play_channel', channel: 'nothing' }),
    'There is nothing in this channel.',
  )
  assert.equal(await world.tell({ command: 'play_channel', channel: 'promoted' }), true)
  assert.equal(world.order.at(-1), 9)
  for (const wrong of [
    { command: 'dance' },
    { command: 'set_rotation', rotation: 45 },
    { command: 'show_artwork' },
  ])
    assert.equal(await world.tell(wrong), 'This display cannot do that.')
  assert.equal(await world.tell({ command: 'set_brightness', brightness: 40 }), true)
  assert.equal(await world.tell({ command: 'set_rotation', rotation: 270 }), true)
  assert.equal(await world.tell({ command: 'set_mirror', mirror: true }), true)
  assert.equal(await world.tell({ command: 'set_paused', paused: true }), true)
  const state = { paused: true, brightness: 40, rotation: 270, mirror: true }
  assert.deepEqual(world.hub.saidOf('state').at(-1), { ...state, channel: 'promoted' })
  await world.kill()
  await world.start()
  await world.clock.advance(10 * MINUTE_MS)
  assert.equal(world.order.length, 6, 'paused, it shows the first of its channel and stays')
  const { channel } = FIRST_SETTINGS
  assert.deepEqual((await world.kept.read()).settings, {
    ...state,
    channel: { ...channel, order: 0, name: 'promoted' },
  })
  assert.equal(world.look?.rotation, 270)
  await world.kill()
})

test('[RD15] a command that comes twice is carried out once, and answered twice', async () => {
  const world = await running([1, 2, 3])
  await world.clock.advance(1_000)
  for (const _time of [1, 2]) {
    world.hub.tell({ command: 'swap_next' }, 'the same')
    await world.clock.advance(1_000)
  }
  assert.deepEqual(world.order, [1, 2])
  assert.equal(world.hub.saidOf('command/ack').length, 2)
  await world.kill()
})

test('[RD21] it shows what is playing, anew whenever it is told, and reports nothing of it', async () => {
  const world = await running([1, 2])
  const playing = (title: string | null, cover: string) => ({
    kind: title === null ? 'idle' : 'playing',
    post_id: null,
    title,
    artist: 'Somebody',
    author: null,
    width: 32,
    height: 32,
    art_url: `http://elsewhere.local/api/player/playing/${cover}/image`,
  })
  // It comes before the display has introduced itself.
  world.hub.playing = playing('One', 'a')
  assert.equal(await world.tell({ command: 'play_channel', channel: 'playing' }), true)
  assert.deepEqual(world.hub.saidOf('capabilities').at(-1)?.channels, ['playing'])
  assert.equal(world.hub.saidOf('state').at(-1)?.channel, 'playing')
  // Of the same album: another title, the same cover.
  world.hub.playing = playing('Two', 'a')
  assert.equal(await world.tell({ command: 'play_channel', channel: 'playing' }), true)
  assert.equal(await world.tell({ command: 'play_channel', channel: 'playing' }), true)
  await world.clock.advance(MINUTE_MS)
  world.hub.playing = playing(null, 'idle')
  await world.clock.advance(MINUTE_MS)
  const titles = world.news.flatMap((one) => (one.news === 'shown' ? [one.showing.post.title] : []))
  assert.deepEqual(titles, ['One', 'Two', ''])
  assert.deepEqual(world.hub.pictures.slice(-2), [
    '/api/player/playing/a/image?scale=32',
    '/api/player/playing/idle/image?scale=32',
  ])
  assert.equal(world.hub.saidOf('status').at(-1)?.current_post_id, null)
  assert.equal(await world.tell({ command: 'show_artwork', post_id: 2 }), true)
  assert.equal(world.hub.saidOf('state').at(-1)?.channel, null)
  await world.clock.advance(16_000)
  assert.equal(world.hub.saidOf('state').at(-1)?.channel, 'playing')
  assert.deepEqual(
    world.hub.counted.map(({ postId, intent, channel }) => [postId, intent, channel]),
    [[2, 'artwork', 'all']],
  )
  await world.kill()
})

async function running(posts: readonly number[] = [1, 2, 3]): Promise<DisplaySimulation> {
  const world = new DisplaySimulation()
  world.hub.posts = posts
  await world.start()
  return world
}

function codeOf({ display }: DisplaySimulation): string | null {
  const state = display.state.get()
  return state.name === 'code' ? (state.code?.code ?? null) : null
}

function linkOf({ display }: DisplaySimulation): string | null {
  const state = display.state.get()
  return state.name === 'on' ? state.link : null
}

function fatesOf({ news }: DisplaySimulation): readonly string[] {
  return news.flatMap((one) => (one.news === 'told' ? [one.fate] : []))
}
