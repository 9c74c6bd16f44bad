// Clauses of the reference that only a whole hub and a client of somebody else can show. The table of all of them is in
// docs/protocol/mqtt.md.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { openSqlite, type SqlDatabase } from '@baton/hub/stores/sql'
import { uploadArtwork } from '@baton/testing/artwork/upload-artwork'
import { type DisplayCredentials, registeredDisplay } from '@baton/testing/displays/display-client'
import { lateRelay } from '@baton/testing/displays/late-relay'
import { tellingDisplay } from '@baton/testing/displays/telling-display'
import { OWNER, type Program, type ServedHub, serveHub } from '@baton/testing/worlds/http-world'
import { until } from '@baton/testing/worlds/hub-process-world'

const run = promisify(execFile)

let database: SqlDatabase
let hub: ServedHub
let ada: Program
let postId: number
before(async () => {
  database = openSqlite({ path: ':memory:', synchronous: 'off' })
  hub = await serveHub({ mqtt: true, limits: { provision: 1_000 }, open: async () => database })
  ada = await hub.program()
  postId = (await uploadArtwork(hub.baseUrl, ada.token)).post.post_id
})
after(() => hub[Symbol.asyncDispose]())

async function person(username: string, role: string) {
  const { json } = await ada.post('/users', { username, password: OWNER.password, role })
  return { userId: String(json.user_uuid), program: await hub.program(undefined, { ...OWNER, username }) }
}

/** As the reference writes one, shown so long ago: of the artwork of somebody else. */
function view({ playerKey }: DisplayCredentials, agoMs: number, parts: object = {}) {
  return {
    post_id: postId,
    timestamp: new Date(hub.engine.now() - agoMs).toISOString(),
    timezone: '',
    intent: 'channel',
    play_order: 0,
    channel: 'all',
    player_key: playerKey,
    channel_user_sqid: null,
    channel_hashtag: null,
    request_ack: true,
    ...parts,
  }
}

async function figures(): Promise<Readonly<Record<string, unknown>>> {
  return (await ada.ask(`/api/post/${postId}/stats`)).json
}

test('[VW2] [MQ11] every error code comes of a real situation', async () => {
  const listener = await person('Ben', 'listener')
  const display = await registeredDisplay(hub, listener.program)
  await using client = tellingDisplay(Number(hub.broker.port), display)
  await client.next('connected')
  const told = async (message: object) => {
    client.say('view', message)
    const { success, error, error_code: code } = await client.heard('view/ack')
    if (success === true) return 'success'
    assert.equal(typeof error, 'string')
    return code
  }
  const before = await figures()
  const shown = view(display, 60_000)
  assert.equal(await told(shown), 'success')
  assert.equal(await told(shown), 'duplicate')
  const near = new Date(Date.parse(shown.timestamp) - 2_000).toISOString()
  assert.equal(await told({ ...shown, timestamp: near, intent: 'artwork' }), 'rate_limited')
  assert.equal(await told(view(display, 30_000, { post_id: postId + 900 })), 'post_not_found')
  const other = '00000000-0000-4000-8000-000000000001'
  assert.equal(await told(view(display, 30_000, { player_key: other })), 'player_key_mismatch')
  assert.equal(await told(view(display, 30_000, { play_order: 3 })), 'processing_error')
  const limit = (may_add_devices: boolean) => {
    const body = { max_volume: null, may_add_devices }
    return ada.ask(`/users/${listener.userId}`, { method: 'PATCH', body })
  }
  await limit(false)
  assert.equal(await told(view(display, 30_000)), 'owner_not_permitted')
  await limit(true)

  // Removed at another worker, which has not come to their devices yet.
  const cleo = await person('Cleo', 'member')
  const orphan = await registeredDisplay(hub, cleo.program)
  await using second = tellingDisplay(Number(hub.broker.port), orphan)
  await second.next('connected')
  await database.kysely
    .updateTable('account_user')
    .set({ removed_at: hub.engine.now() })
    .where('id', '=', cleo.userId)
    .execute()
  second.say('view', view(orphan, 30_000))
  assert.equal((await second.heard('view/ack')).error_code, 'player_no_owner')

  const later = await figures()
  assert.equal(Number(later.impressions) - Number(before.impressions), 1, 'and only what succeeded counts')
  assert.equal(later.views, before.views)
})

test('[VW2] [DI6] one that was forgotten at another worker is told so, until it is cut off', async () => {
  const { program } = await person('Dora', 'member')
  // Whether it is cut off or speaks first is chance: it is tried until it has spoken.
  for (;;) {
    const display = await registeredDisplay(hub, program)
    await using client = tellingDisplay(Number(hub.broker.port), display)
    await client.next('connected')
    await database.kysely.deleteFrom('device').where('id', '=', display.playerKey).execute()
    client.say('view', view(display, 30_000))
    const answer = await Promise.race([client.heard('view/ack'), client.next('refused')])
    if (!('error_code' in answer)) continue
    assert.equal(answer.error_code, 'player_not_registered')
    break
  }
})

test('[VW1] [VW4] [VW7] [VW9] [VW10] every intent, order, channel and kind of time of the reference is taken', async () => {
  const { program } = await person('Elio', 'member')
  const display = await registeredDisplay(hub, program)
  await using client = tellingDisplay(Number(hub.broker.port), display)
  await client.next('connected')
  const before = await figures()
  const { author } = (await ada.ask(`/api/post/${postId}`)).json.post as { author: { sqid: string } }
  const channels = [
    { channel: 'all', intent: 'artwork' },
    { channel: 'promoted', play_order: 1 },
    { channel: 'user', play_order: 2 },
    { channel: 'by_user', channel_user_sqid: author.sqid },
    { channel: 'hashtag', channel_hashtag: '#Sea' },
    { channel: 'all', timestamp: '1970-01-01T00:00:00Z' },
  ]
  for (const [nth, parts] of channels.entries()) {
    client.say('view', view(display, 600_000 - nth * 20_000, parts))
    assert.deepEqual(await client.heard('view/ack'), { success: true }, JSON.stringify(parts))
  }
  const later = await figures()
  assert.equal(Number(later.views) - Number(before.views), 1)
  assert.equal(Number(later.impressions) - Number(before.impressions), channels.length - 1)
  const told = later.by_channel as Readonly<Record<string, { contexts: readonly { context: string }[] }>>
  assert.deepEqual(Object.keys(told).sort(), ['all', 'by_user', 'hashtag', 'promoted', 'user'])
  assert.deepEqual(told.hashtag?.contexts[0]?.context, 'sea')
  assert.deepEqual(told.by_user?.contexts[0]?.context, author.sqid)
})

test('[VW8] what is the owner’s own is acknowledged and counted nowhere', async () => {
  const display = await registeredDisplay(hub, ada)
  await using client = tellingDisplay(Number(hub.broker.port), display)
  await client.next('connected')
  const before = await figures()
  client.say('view', view(display, 30_000))
  assert.deepEqual(await client.heard('view/ack'), { success: true })
  assert.deepEqual(await figures(), before)
})

test('[VW1] [MQ6] without request_ack nothing is answered, and bad JSON is met with silence', async () => {
  const { program } = await person('Finn', 'member')
  const display = await registeredDisplay(hub, program)
  await using client = tellingDisplay(Number(hub.broker.port), display)
  await client.next('connected')
  const before = await figures()
  client.say('view', '{"post_id": ')
  client.say('view', view(display, 60_000, { request_ack: false }))
  client.say('view', view(display, 60_000, { request_ack: undefined }))
  client.say('view', view(display, 30_000))
  assert.deepEqual(await client.heard('view/ack'), { success: true }, 'the first answer is that of the last')
  const { impressions } = await figures()
  assert.equal(Number(impressions) - Number(before.impressions), 2)
  // As mosquitto_pub says one.
  const words = ['-V', '311', '-q', '1', '-h', '127.0.0.1', '-p', String(hub.broker.port)]
  const message = JSON.stringify(view(display, 90_000, { intent: 'artwork', request_ack: false }))
  const topic = `makapix/player/${display.playerKey}/view`
  await client[Symbol.asyncDispose]()
  const as = ['-u', display.playerKey, '-P', display.apiToken]
  await run('mosquitto_pub', [...words, ...as, '-t', topic, '-m', message])
  assert.equal(Number((await figures()).views) - Number(before.views), 1)
})

test('[VW6] [VW11] [MQ5] a display that came before the hub waits for it, and what it sends again counts once', async () => {
  const { program } = await person('Gus', 'member')
  const display = await registeredDisplay(hub, program)
  await using relay = await lateRelay(Number(hub.broker.port))
  await using client = tellingDisplay(relay.port, display)
  await client.next('refused')
  await relay.open()
  await client.next('connected')
  const before = await figures()
  relay.swallow()
  client.say('view', view(display, 30_000))
  const isCounted = async () => Number((await figures()).impressions) - Number(before.impressions) === 1
  await until('it is counted, and nobody knows', isCounted)
  relay.cut()
  // It says it again by itself (DUP), and this time hears that it was taken.
  await client.next('acknowledged')
  assert.ok(await isCounted())
})

test('nothing has failed meanwhile', () => assert.deepEqual(hub.failures, []))
