import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { displayClient, registeredDisplay } from '@baton/testing/displays/display-client'
import { type DisplaysWorld, displaysWorld, status } from '@baton/testing/displays/displays-world'
import type { Program, ServedHub } from '@baton/testing/worlds/http-world'
import { until } from '@baton/testing/worlds/hub-process-world'
import { MAX_PACKET_BYTES, MAX_SUBSCRIPTIONS } from '#brokers/embedded'
import type { DisplayConnections, DisplayIdentity, Displays, Rates } from '#engine'
import { displayRules } from './display-rules.ts'

let world: DisplaysWorld
let hub: ServedHub
let ada: Program
before(async () => {
  world = await displaysWorld()
  ;({ hub, ada } = world)
})
after(() => world[Symbol.asyncDispose]())

describe('a display says how it is', () => {
  for (const [way, url] of [
    ['TCP', () => world.byTcp()],
    ['WebSocket', () => world.byWebSocket()],
  ] as const) {
    test(`[DI12] [MQ5] [MQ10] by ${way}: what was acknowledged is there`, async () => {
      await using display = await world.connected(url())
      const { playerKey } = display
      await display.say('status', status(playerKey, { current_post_id: 7, firmware_version: '2.1.0' }))
      const shown = await world.shownOf(playerKey)
      assert.deepEqual(
        [shown.connection_status, shown.current_post_id, shown.firmware_version],
        ['online', 7, '2.1.0'],
      )
      await display.say('status', status(playerKey))
      assert.equal((await world.shownOf(playerKey)).current_post_id, 7)
      await display.say('capabilities', { commands: ['swap_next', 'fly', 'set_brightness'] })
      await display.say('state', { brightness: 40, rotation: 90, paused: true, mirror: false })
      const { commands, brightness, rotation, paused, mirror } = await world.shownOf(playerKey)
      const said = [['swap_next', 'set_brightness'], 40, 90, true, false]
      assert.deepEqual([commands, brightness, rotation, paused, mirror], said)
    })
  }

  test('[MQ5] what comes at once is taken in the order in which it came', async () => {
    await using display = await world.connected()
    const posts = Array.from({ length: 20 }, (_, n) => n + 1)
    await Promise.all(
      posts.map((post) => display.say('status', status(display.playerKey, { current_post_id: post }))),
    )
    assert.equal((await world.shownOf(display.playerKey)).current_post_id, posts.length)
  })

  test('[DI12] it is away at once when its connection ends, and the history of its device tells of it', async () => {
    const { playerKey, client, say } = await world.connected()
    await say('status', status(playerKey, { firmware_version: '3' }))
    client.stream.destroy()
    await until('it is away', async () => (await world.shownOf(playerKey)).connection_status === 'offline')
    assert.deepEqual(await world.historyOf(playerKey), ['went', 'updated', 'came', 'added'])
  })

  test('[DI12] one that says nothing for 20 minutes is away, connected or not', async () => {
    await using display = await world.connected()
    hub.pass(19 * 60_000)
    await display.say('view', { post_id: 7 })
    hub.pass(19 * 60_000)
    assert.equal((await world.shownOf(display.playerKey)).connection_status, 'online')
    hub.pass(2 * 60_000)
    const { playerKey } = display
    await until('it is away', async () => (await world.shownOf(playerKey)).connection_status === 'offline')
    await display.say('status', status(playerKey))
    assert.equal((await world.shownOf(playerKey)).connection_status, 'online')
  })

  test('[MQ6] what is no JSON, does not fit or names another has no effect and ends nothing', async () => {
    await using display = await world.connected()
    await using other = await world.connected()
    const { playerKey } = display
    await display.say('status', status(playerKey, { current_post_id: 3 }))
    for (const bad of [
      '{"status": ',
      '[]',
      'null',
      status(other.playerKey, { current_post_id: 9 }),
      status(playerKey, { current_post_id: 'nine' }),
      { status: 'offline' },
    ])
      await display.say('status', bad)
    await display.say('state', { brightness: 900 })
    await display.say('capabilities', 'swap_next')
    assert.equal((await world.shownOf(playerKey)).current_post_id, 3)
    assert.equal((await world.shownOf(playerKey)).connection_status, 'online')
    assert.equal((await world.shownOf(other.playerKey)).current_post_id, null)
  })
})

describe('what a display asks and shows', () => {
  test('[MQ11] a view is handed on with who the connection says, and answered where that was asked for', async () => {
    await using display = await world.connected()
    const { playerKey } = display
    await display.follow(`makapix/player/${playerKey}/view/ack`)
    await display.say('view', { post_id: 7, player_key: 'another' })
    await display.say('view', { post_id: 7, request_ack: true })
    assert.deepEqual(await display.heard('view/ack'), { success: true })
    const own = world.views.filter((view) => view.playerKey === playerKey)
    assert.equal(own.length, 2)
    assert.deepEqual(display.untaken, [])
  })

  test('[MQ12] [MQ13] it asks for artworks and reacts, by MQTT and by HTTP alike', async () => {
    await using display = await world.connected()
    const { playerKey, apiToken } = display
    await display.follow(`makapix/player/${playerKey}/response/#`)
    const sort = { channel: 'all', sort: 'random', limit: 3 }
    for (const [index, request] of [
      { request_type: 'query_posts', ...sort },
      { request_type: 'query_posts', channel: 'by_user' },
      { request_type: 'query_posts', limit: 51 },
      { request_type: 'get_post', post_id: 7 },
      { request_type: 'get_post', post_id: 8 },
      { request_type: 'submit_reaction', post_id: 7, emoji: '👍' },
      { request_type: 'submit_reaction', post_id: 8, emoji: '👍' },
      { request_type: 'revoke_reaction', post_id: 7, emoji: '👍' },
      { request_type: 'fly' },
      { request_type: 'get_post', post_id: 7, player_key: 'another' },
      { request_type: 'query_posts', channel: 'user', sort: 1 },
    ].entries()) {
      const id = `r${index}`
      await display.say(`request/${id}`, { player_key: playerKey, ...request })
      const heard = await display.heard(`response/${id}`)
      const body = { request_id: id, ...request }
      const asked = await hub.ask('/api/player/rpc', { method: 'POST', token: apiToken, body })
      assert.deepEqual(asked.json, heard)
      assert.equal(heard.request_id, id)
      const wanted = [
        'further',
        'invalid_request',
        'invalid_request',
        true,
        'not_found',
        true,
        'not_found',
        true,
      ]
      const told = heard.next_cursor ?? heard.error_code ?? heard.success
      assert.equal(
        told,
        [...wanted, 'unknown_request_type', 'player_key_mismatch', 'further'][index],
        JSON.stringify(heard),
      )
    }
    const { userId, householdId } = hub.owner
    const [query] = world.queries as readonly { readonly viewer: object }[]
    assert.deepEqual({ ...query?.viewer, userId, householdId, playerKey }, query?.viewer)
    assert.deepEqual({ ...query, channel: 'all', sort: 2, limit: 3 }, query)
    const last = world.queries.at(-1)
    assert.deepEqual({ ...last, channel: 'user', sort: 1, limit: 20 }, last)
  })

  test('[MQ12] [MQ14] it is told of an artwork where its picture is, and fetches that by its token', async () => {
    const { apiToken: token } = await registeredDisplay(hub, ada)
    const body = { request_type: 'get_post', post_id: 7 }
    const { post } = (await hub.ask('/api/player/rpc', { method: 'POST', token, body })).json
    const { art_url: url, author, created_at, ...more } = post as Record<string, unknown>
    assert.deepEqual(author, { sqid: 'k3m9x2hq7w', username: 'Ben' })
    assert.equal(created_at, '1970-01-01T00:00:00.000Z')
    const told = { post_id: 7, kind: 'artwork', title: 'Harbour', width: 8, height: 6, frame_count: 3 }
    assert.deepEqual(more, { ...told, hashtags: ['sea'] })
    const fetched = await fetch(`${url}?scale=10&format=png`, {
      headers: { authorization: `Bearer ${token}` },
    })
    assert.deepEqual([await fetched.text(), fetched.headers.get('content-type')], ['10 png', 'image/png'])
    const path = (id: number) => `/api/player/artwork/${id}/image`
    assert.equal((await hub.ask(path(8), { token })).status, 404)
    assert.equal((await hub.ask(path(7))).status, 401)
    assert.equal((await hub.ask(path(7), { token: ada.token })).status, 200)
    assert.equal((await hub.ask(path(7), { token: 'wrong' })).status, 401)
  })
})

describe('a display is told what to do', () => {
  test('[DI20] [DI21] [MQ18] within what it can, and answered once it has said what became of it', async () => {
    await using display = await world.connected()
    const { playerKey } = display
    const tell = (body: object) => ada.post(`/api/player/${playerKey}/command`, body)
    await display.follow(`makapix/player/${playerKey}/command`)
    assert.equal(codeOf(await tell({ command: 'swap_next' })), 'display.cannot')
    await display.say('capabilities', { commands: ['play_channel', 'set_brightness', 'show_artwork'] })
    const told = tell({ command: 'set_brightness', brightness: 30 })
    const heard = await display.heard('command')
    const { command_id } = heard
    assert.deepEqual(heard, { command_id, command: 'set_brightness', brightness: 30 })
    await display.say('command/ack', { command_id: 'another', success: false })
    await display.say('command/ack', { command_id, success: true })
    const answer = await told
    assert.deepEqual(answer.json, { command_id, command: 'set_brightness', acknowledged: true })
    const refused = tell({ command: 'show_artwork', post_id: 9 })
    const second = await display.heard('command')
    await display.say('command/ack', { command_id: second.command_id, success: false, error: 'no room' })
    const { error } = (await refused).json as { error?: { code: string; details: object } }
    assert.deepEqual([error?.code, error?.details], ['display.refused', { reason: 'no room' }])
    const hashtag = (channel_hashtag: string) =>
      tell({ command: 'play_channel', channel: 'hashtag', channel_hashtag })
    const played = hashtag('#Cats')
    const third = await display.heard('command')
    assert.equal(third.channel_hashtag, 'cats')
    await display.say('command/ack', { command_id: third.command_id, success: true })
    assert.equal((await played).status, 200)
    assert.equal((await hashtag('no hashtag')).status, 400)
    assert.equal((await tell({ command: 'set_brightness', brightness: 101 })).status, 400)
  })

  test('[DI21] one that goes meanwhile has not answered', async () => {
    const display = await world.connected()
    const { playerKey } = display
    await display.say('capabilities', { commands: ['swap_next'] })
    await display.follow(`makapix/player/${playerKey}/command`)
    const tell = () => ada.post(`/api/player/${playerKey}/command`, { command: 'swap_next' })
    const left = tell()
    await display.heard('command')
    await display[Symbol.asyncDispose]()
    assert.equal(codeOf(await left), 'display.no-answer')
  })
})

describe('credentials and limits', () => {
  test('[DI5] [DI6] who speaks by a token that is over is cut off', async () => {
    const rotated = await world.connected()
    await ada.post(`/api/player/${rotated.playerKey}/token/rotate`)
    await rotated.closed
    const forgotten = await world.connected()
    await ada.ask(`/api/player/${forgotten.playerKey}`, { method: 'DELETE' })
    await forgotten.closed
    const removed = await world.connected()
    await ada.ask(`/devices/${removed.playerKey}`, { method: 'DELETE' })
    await removed.closed
    await assert.rejects(displayClient(world.byTcp(), removed), /Not authorized/)
  })

  test('[MQ20] a message that is too large is acknowledged and dropped, and the connection stays', async () => {
    await using display = await world.connected()
    const before = hub.broker.figures().dropped
    await display.say('status', status(display.playerKey, { filled: 'x'.repeat(MAX_PACKET_BYTES) }))
    await display.say('status', { filled: 'x'.repeat(10 * MAX_PACKET_BYTES) }, { qos: 0 })
    await display.say('status', status(display.playerKey, { current_post_id: 8 }))
    assert.equal(hub.broker.figures().dropped - before, 2)
    assert.equal((await world.shownOf(display.playerKey)).current_post_id, 8)
  })

  test('[MQ22] it follows so many topics, and no more', async () => {
    await using display = await world.connected()
    const own = `makapix/player/${display.playerKey}/response`
    const many = Array.from({ length: MAX_SUBSCRIPTIONS + 1 }, (_, n) => `${own}/${n}`)
    for (const [n, filter] of many.entries())
      assert.deepEqual(await display.follow(filter), [n < MAX_SUBSCRIPTIONS ? 1 : 128])
    assert.deepEqual(await display.follow(`${own}/0`), [1], 'one that it follows already')
  })

  test('nothing has failed meanwhile', () => assert.deepEqual(hub.failures, []))
})

describe('the connections of one display', () => {
  test('[MQ2] of those that came after one another only the last is known', async () => {
    const { rules, told, say } = await connectionsWorld()
    for (const one of ['c1', 'c2']) rules.came(client(one))
    await say('c1', 'state', { brightness: 1 })
    rules.went(client('c1'))
    await say('c2', 'state', { brightness: 2 })
    rules.went(client('c2'))
    await say('c2', 'state', { brightness: 3 })
    assert.deepEqual(told, ['came c1', 'came c2', 'heard', '{"brightness":2}', 'went c2'])
  })

  test('[DI12] whatever it says, it is heard of: only its status says itself whether it is there', async () => {
    const { rules, told, say } = await connectionsWorld()
    rules.came(client('c1'))
    await say('c1', 'request/1', { request_type: 'get_post', post_id: 7 })
    await say('c1', 'view', { post_id: 7 })
    await say('c1', 'command/ack', { command_id: 'none', success: true })
    await say('c1', 'status', { player_key: 'frame', status: 'offline' })
    await say('c1', 'view', '{')
    assert.deepEqual(told, ['came c1', 'heard', 'heard', 'heard', '{}'])
  })
})

const client = (connectionId: string) => ({ name: 'frame', connectionId, password: 'token' })

/** The rules of one display that was let in, and what they told the hub. */
async function connectionsWorld() {
  const told: string[] = []
  const identity = { playerKey: 'frame' } as unknown as DisplayIdentity
  const connections: Omit<DisplayConnections, 'count'> = {
    came: async ({ connectionId }) => void told.push(`came ${connectionId}`),
    went: async ({ connectionId }) => void told.push(`went ${connectionId}`),
    said: async (_by, { said = {} }) => void told.push(JSON.stringify(said)),
    heard: () => void told.push('heard'),
    answered: () => false,
    takenOver() {},
    handedOn() {},
  }
  const rules = displayRules({
    displays: { byToken: async () => identity, connections } as unknown as Displays,
    broker: { publish: () => true, end() {} },
    takeView: async () => null,
    requests: async () => ({ success: true }),
    rates: { count: async () => null } as unknown as Rates,
    now: () => 0,
    onFailure: assert.ifError,
  })
  await rules.admit('frame', 'token')
  const say = (by: string, about: string, message: object | string) => {
    const text = typeof message === 'string' ? message : JSON.stringify(message)
    return rules.take(client(by), `makapix/player/frame/${about}`, Buffer.from(text))
  }
  return { rules, told, say }
}

function codeOf({ json }: { readonly json: Readonly<Record<string, unknown>> }): string | undefined {
  return (json.error as { readonly code?: string } | undefined)?.code
}
