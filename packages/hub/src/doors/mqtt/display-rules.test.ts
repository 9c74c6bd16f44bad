import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { BatonError } from '@baton/protocol'
import { type DisplayClient, displayClient, registeredDisplay } from '@baton/testing/displays/display-client'
import { type Program, type ServedHub, serveHub } from '@baton/testing/worlds/http-world'
import { until } from '@baton/testing/worlds/hub-process-world'
import { MAX_PACKET_BYTES, MAX_SUBSCRIPTIONS } from '#brokers/embedded'

const views: unknown[] = []
const queries: object[] = []
const HARBOUR = {
  postId: 7,
  title: 'Harbour',
  authorId: 'ben',
  authorSqid: 'k3m9x2hq7w',
  authorName: 'Ben',
  householdId: 'next door',
  width: 8,
  height: 6,
  frameCount: 3,
  hashtags: ['sea'],
  createdAt: 0,
}
let hub: ServedHub
let ada: Program
before(async () => {
  hub = await serveHub({
    mqtt: true,
    limits: { provision: 1_000 },
    displays: {
      async takeView(view) {
        views.push(view)
        return (view.payload as { request_ack?: boolean }).request_ack ? { success: true } : null
      },
      artwork: {
        async query(asked) {
          queries.push(asked)
          return { posts: [HARBOUR], nextCursor: 'further' }
        },
        post: async (postId) => (postId === HARBOUR.postId ? HARBOUR : null),
        visibleTo: () => true,
        async react(_viewer, postId) {
          if (postId !== HARBOUR.postId) throw unknownArtwork()
        },
        async unreact() {},
        async image(_viewer, postId, { scale, format }) {
          if (postId !== HARBOUR.postId) throw unknownArtwork()
          return { bytes: Buffer.from(`${scale} ${format}`), mime: 'image/png' }
        },
      },
    },
  })
  ada = await hub.program('Kitchen')
})
after(() => hub[Symbol.asyncDispose]())

const byTcp = () => `mqtt://127.0.0.1:${hub.broker.port}`
const byWebSocket = () => `ws://127.0.0.1:${hub.port}/mqtt`
const status = (playerKey: string, more: object = {}) => ({
  player_key: playerKey,
  status: 'online',
  ...more,
})

async function connected(
  url = byTcp(),
): Promise<DisplayClient & { readonly playerKey: string; readonly apiToken: string }> {
  const display = await registeredDisplay(hub, ada)
  const client = await displayClient(url, display)
  await client.say('status', status(display.playerKey))
  return Object.assign(client, display)
}

async function shownOf(playerKey: string): Promise<Readonly<Record<string, unknown>>> {
  const all = (await ada.ask('/api/player')).json as unknown as readonly Record<string, unknown>[]
  return all.find((one) => one.player_key === playerKey) ?? {}
}

describe('a display says how it is', () => {
  for (const [way, url] of [
    ['TCP', byTcp],
    ['WebSocket', byWebSocket],
  ] as const) {
    test(`[DI12] [MQ5] [MQ10] by ${way}: what was acknowledged is there`, async () => {
      await using display = await connected(url())
      const { playerKey } = display
      await display.say('status', status(playerKey, { current_post_id: 7, firmware_version: '2.1.0' }))
      const shown = await shownOf(playerKey)
      assert.deepEqual(
        [shown.connection_status, shown.current_post_id, shown.firmware_version],
        ['online', 7, '2.1.0'],
      )
      await display.say('status', status(playerKey))
      assert.equal((await shownOf(playerKey)).current_post_id, 7)
      await display.say('capabilities', { commands: ['swap_next', 'fly', 'set_brightness'] })
      await display.say('state', { brightness: 40, rotation: 90, paused: true, mirror: false })
      const { commands, brightness, rotation, paused, mirror } = await shownOf(playerKey)
      const said = [['swap_next', 'set_brightness'], 40, 90, true, false]
      assert.deepEqual([commands, brightness, rotation, paused, mirror], said)
    })
  }

  test('[MQ5] what comes at once is taken in the order in which it came', async () => {
    await using display = await connected()
    const posts = Array.from({ length: 20 }, (_, n) => n + 1)
    await Promise.all(
      posts.map((post) => display.say('status', status(display.playerKey, { current_post_id: post }))),
    )
    assert.equal((await shownOf(display.playerKey)).current_post_id, posts.length)
  })

  test('[DI12] it is away at once when its connection ends, and the history of its device tells of it', async () => {
    const { playerKey, client, say } = await connected()
    await say('status', status(playerKey, { firmware_version: '3' }))
    client.stream.destroy()
    await until('it is away', async () => (await shownOf(playerKey)).connection_status === 'offline')
    const { items } = (await ada.ask(`/devices/${playerKey}/history`)).json
    const told = (items as readonly { readonly happening: string }[]).map(({ happening }) => happening)
    assert.deepEqual(told, ['went', 'updated', 'came', 'added'])
  })

  test('[DI12] one that says nothing for 20 minutes is away, connected or not', async () => {
    await using display = await connected()
    hub.pass(19 * 60_000)
    await display.say('status', status(display.playerKey))
    hub.pass(19 * 60_000)
    assert.equal((await shownOf(display.playerKey)).connection_status, 'online')
    hub.pass(2 * 60_000)
    const { playerKey } = display
    await until('it is away', async () => (await shownOf(playerKey)).connection_status === 'offline')
    await display.say('status', status(playerKey))
    assert.equal((await shownOf(playerKey)).connection_status, 'online')
  })

  test('[MQ6] what is no JSON, does not fit or names another has no effect and ends nothing', async () => {
    await using display = await connected()
    await using other = await connected()
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
    assert.equal((await shownOf(playerKey)).current_post_id, 3)
    assert.equal((await shownOf(playerKey)).connection_status, 'online')
    assert.equal((await shownOf(other.playerKey)).current_post_id, null)
  })
})

describe('nobody speaks for another', () => {
  test('[MQ1] a wrong token, another’s name or none is not let in', async () => {
    const one = await registeredDisplay(hub, ada)
    const two = await registeredDisplay(hub, ada)
    for (const wrong of [
      { ...one, apiToken: 'wrong' },
      { ...one, apiToken: two.apiToken },
      { playerKey: '', apiToken: one.apiToken },
    ]) {
      await assert.rejects(displayClient(byTcp(), wrong), /Not authorized/)
      await assert.rejects(displayClient(byWebSocket(), wrong), /Not authorized/)
    }
  })

  test('[MQ2] the newer of two connections takes the place of the former, whatever they call themselves', async () => {
    const display = await registeredDisplay(hub, ada)
    const { playerKey } = display
    const will = {
      topic: `makapix/player/${playerKey}/status`,
      payload: Buffer.from(JSON.stringify({ player_key: playerKey, status: 'offline' })),
      qos: 1,
      retain: true,
    } as const
    await using former = await displayClient(byTcp(), display, { clientId: 'one', will })
    await former.say('status', status(playerKey))
    await using newer = await displayClient(byWebSocket(), display, { clientId: 'two' })
    await former.closed
    await newer.say('status', status(playerKey, { current_post_id: 5 }))
    const { connection_status, current_post_id } = await shownOf(playerKey)
    assert.deepEqual([connection_status, current_post_id], ['online', 5])
    const { items } = (await ada.ask(`/devices/${playerKey}/history`)).json
    const told = (items as readonly { readonly happening: string }[]).map(({ happening }) => happening)
    assert.deepEqual(told, ['came', 'added'], 'it never was away')
  })

  test('[MQ2] a foreign client id takes nobody’s place', async () => {
    await using display = await connected()
    await using other = await registeredAs(display.playerKey)
    await other.say('status', status(other.playerKey))
    await display.say('status', status(display.playerKey, { current_post_id: 4 }))
    assert.equal((await shownOf(display.playerKey)).current_post_id, 4)
  })

  test('[MQ3] it follows its own topics, and no others', async () => {
    await using display = await connected()
    await using other = await connected()
    const own = `makapix/player/${display.playerKey}`
    const others = `makapix/player/${other.playerKey}`
    const good = [`${own}/view/ack`, `${own}/command`, `${own}/response/#`, `${own}/response/7`]
    assert.deepEqual(await display.follow(...good), [1, 1, 1, 1])
    const bad = [
      '#',
      '+/player/#',
      'makapix/#',
      'makapix/player/+/command',
      `${own}/#`,
      `${own}/+`,
      `${own}/status`,
      `${others}/command`,
      `${others}/response/#`,
      `${others}/view/ack`,
      '$SYS/#',
      '$share/a/makapix/player/+/command',
      'taken',
      'dropped',
    ]
    for (const filter of bad) assert.deepEqual(await display.follow(filter), [128], filter)
    await other.say('capabilities', { commands: ['swap_next'] })
    await other.follow(`${others}/command`)
    const told = ada.post(`/api/player/${other.playerKey}/command`, { command: 'swap_next' })
    const { command_id } = await other.heard('command')
    // Nobody answers for another, either.
    await display.say('command/ack', { command_id, success: false })
    await other.say('command/ack', { command_id, success: true })
    assert.equal((await told).status, 200)
    assert.deepEqual(display.untaken, [])
  })

  test('[MQ3] [MQ4] what it says elsewhere is acknowledged, dropped and counted, retained or not', async () => {
    await using display = await connected()
    await using other = await connected()
    const { client, playerKey } = display
    const before = hub.broker.figures().dropped
    const message = JSON.stringify(status(other.playerKey, { current_post_id: 9 }))
    const topics = [
      `makapix/player/${other.playerKey}/status`,
      `makapix/player/${other.playerKey}/command`,
      `makapix/player/${playerKey}/command`,
      `makapix/player/${playerKey}/response/1`,
      `makapix/player/${playerKey}/view/ack`,
      `makapix/player/${playerKey.toUpperCase()}/status/..`,
      'makapix/player',
      '$SYS/x',
      'anything',
    ]
    for (const topic of topics) await client.publishAsync(topic, message, { qos: 1, retain: true })
    assert.equal(hub.broker.figures().dropped - before, topics.length)
    assert.equal((await shownOf(other.playerKey)).current_post_id, null)
    assert.deepEqual(other.untaken, [])
    await display.say('status', status(playerKey, { current_post_id: 6 }))
    assert.equal((await shownOf(playerKey)).current_post_id, 6)
  })

  test('[MQ3] a last will says nothing for another', async () => {
    await using other = await connected()
    const display = await registeredDisplay(hub, ada)
    const topic = `makapix/player/${other.playerKey}/status`
    const payload = Buffer.from(JSON.stringify({ player_key: other.playerKey, status: 'offline' }))
    const will = { topic, payload, qos: 1, retain: true } as const
    const before = hub.broker.figures().dropped
    const dying = await displayClient(byTcp(), display, { will })
    dying.client.stream.destroy()
    await until('the will was dropped', async () => hub.broker.figures().dropped > before)
    await other.say('status', status(other.playerKey))
    const { items } = (await ada.ask(`/devices/${other.playerKey}/history`)).json
    assert.equal((items as readonly object[]).length, 2)
  })

  test('[MQ7] nothing is kept for a display that is not connected', async () => {
    const display = await registeredDisplay(hub, ada)
    const first = await displayClient(byTcp(), display, { clean: false, clientId: 'kept' })
    await first.follow(`makapix/player/${display.playerKey}/command`)
    await first[Symbol.asyncDispose]()
    await using second = await displayClient(byTcp(), display, { clean: false, clientId: 'kept' })
    await second.say('capabilities', { commands: ['swap_next'] })
    hub.broker.publish(display.playerKey, `makapix/player/${display.playerKey}/command`, '{}')
    await second.follow(`makapix/player/${display.playerKey}/response/#`)
    await second.say('request/1', { request_type: 'get_post', post_id: 7 })
    await second.heard('response/1')
    assert.deepEqual(second.untaken, [])
  })
})

describe('what a display asks and shows', () => {
  test('[MQ11] a view is handed on with who the connection says, and answered where that was asked for', async () => {
    await using display = await connected()
    const { playerKey } = display
    await display.follow(`makapix/player/${playerKey}/view/ack`)
    await display.say('view', { post_id: 7, player_key: 'another' })
    await display.say('view', { post_id: 7, request_ack: true })
    assert.deepEqual(await display.heard('view/ack'), { success: true })
    const own = views.filter((view) => (view as { playerKey: string }).playerKey === playerKey)
    assert.equal(own.length, 2)
    assert.deepEqual(display.untaken, [])
  })

  test('[MQ12] [MQ13] it asks for artworks and reacts, by MQTT and by HTTP alike', async () => {
    await using display = await connected()
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
        [...wanted, 'unknown_request_type', 'player_key_mismatch'][index],
        JSON.stringify(heard),
      )
    }
    const { userId, householdId } = hub.owner
    const [query] = queries as readonly { readonly viewer: object }[]
    assert.deepEqual({ ...query?.viewer, userId, householdId, playerKey }, query?.viewer)
    assert.deepEqual({ ...query, channel: 'all', sort: 2, limit: 3 }, query)
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
    assert.equal((await hub.ask(path(7), { token: ada.token })).status, 401)
  })
})

describe('a display is told what to do', () => {
  test('[DI20] [DI21] within what it can, and answered once it has said what became of it', async () => {
    await using display = await connected()
    const { playerKey } = display
    const tell = (body: object) => ada.post(`/api/player/${playerKey}/command`, body)
    await display.follow(`makapix/player/${playerKey}/command`)
    assert.equal(codeOf(await tell({ command: 'swap_next' })), 'display.cannot')
    await display.say('capabilities', { commands: ['swap_next', 'set_brightness', 'show_artwork'] })
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
    assert.equal((await tell({ command: 'set_brightness', brightness: 101 })).status, 400)
  })

  test('[DI21] one that goes meanwhile has not answered', async () => {
    const display = await connected()
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
    const rotated = await connected()
    await ada.post(`/api/player/${rotated.playerKey}/token/rotate`)
    await rotated.closed
    const forgotten = await connected()
    await ada.ask(`/api/player/${forgotten.playerKey}`, { method: 'DELETE' })
    await forgotten.closed
    const removed = await connected()
    await ada.ask(`/devices/${removed.playerKey}`, { method: 'DELETE' })
    await removed.closed
    await assert.rejects(displayClient(byTcp(), removed), /Not authorized/)
  })

  test('[MQ20] a message that is too large is acknowledged and dropped, and the connection stays', async () => {
    await using display = await connected()
    const before = hub.broker.figures().dropped
    await display.say('status', status(display.playerKey, { filled: 'x'.repeat(MAX_PACKET_BYTES) }))
    await display.say('status', { filled: 'x'.repeat(10 * MAX_PACKET_BYTES) }, { qos: 0 })
    await display.say('status', status(display.playerKey, { current_post_id: 8 }))
    assert.equal(hub.broker.figures().dropped - before, 2)
    assert.equal((await shownOf(display.playerKey)).current_post_id, 8)
  })

  test('[MQ22] it follows so many topics, and no more', async () => {
    await using display = await connected()
    const own = `makapix/player/${display.playerKey}/response`
    const many = Array.from({ length: MAX_SUBSCRIPTIONS + 1 }, (_, n) => `${own}/${n}`)
    for (const [n, filter] of many.entries())
      assert.deepEqual(await display.follow(filter), [n < MAX_SUBSCRIPTIONS ? 1 : 128])
    assert.deepEqual(await display.follow(`${own}/0`), [1], 'one that it follows already')
  })

  test('nothing has failed meanwhile', () => assert.deepEqual(hub.failures, []))
})

async function registeredAs(clientId: string): Promise<DisplayClient & { readonly playerKey: string }> {
  const display = await registeredDisplay(hub, ada)
  return Object.assign(await displayClient(byTcp(), display, { clientId }), display)
}

function codeOf({ json }: { readonly json: Readonly<Record<string, unknown>> }): string | undefined {
  return (json.error as { readonly code?: string } | undefined)?.code
}

/** As whatever keeps artworks refuses what is not there. */
function unknownArtwork(): BatonError {
  return Object.assign(new BatonError('request.not-found'), { code: 'artwork.not-found' })
}
