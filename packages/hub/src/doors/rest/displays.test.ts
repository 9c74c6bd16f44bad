import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { displayClient, provisioned, registeredDisplay } from '@baton/testing/displays/display-client'
import { type Program, type ServedHub, serveHub } from '@baton/testing/worlds/http-world'
import { CODE_GOOD_MS, CREDENTIALS_WITHIN_MS } from '#engine'

const BOB = { username: 'Bob', password: 'a long password' }

let hub: ServedHub
let ada: Program
before(async () => {
  hub = await serveHub({ limits: { provision: 1_000 }, config: { trustedProxies: ['127.0.0.1'] } })
  ada = await hub.program('Kitchen')
})
after(() => hub[Symbol.asyncDispose]())

const register = (code: unknown, name = 'Frame', by = ada) =>
  by.post('/api/player/register', { registration_code: code, name })
const credentials = (key: unknown, headers: Readonly<Record<string, string>> = {}) =>
  hub.ask(`/api/player/${key}/credentials`, { headers })
const codeOf = ({ json }: { readonly json: Readonly<Record<string, unknown>> }) =>
  (json.error as { readonly code?: string } | undefined)?.code

describe('a display comes to its owner', () => {
  test('[DI1] it is given a key and a code that nobody takes for another', async () => {
    const made = await provisioned(hub, { device_model: 'Frame 64', firmware_version: '1.0' })
    assert.match(String(made.player_key), /^[0-9a-f-]{36}$/)
    assert.match(String(made.registration_code), /^[A-HJKMNP-Z2-9]{6}$/)
    assert.ok(Date.parse(String(made.registration_code_expires_at)) > Date.now())
    assert.equal(made.claim_secret, undefined)
  })

  test('[DI1] [DI3] a code that has run out or was used is of no use', async () => {
    const { registration_code: late } = await provisioned(hub)
    hub.pass(CODE_GOOD_MS)
    const refused = await register(late)
    assert.deepEqual([refused.status, codeOf(refused)], [404, 'display.code'])
    const { registration_code: once } = await provisioned(hub)
    assert.equal((await register(once)).status, 201)
    assert.equal(codeOf(await register(once)), 'display.code')
    assert.equal(codeOf(await register('ABCDEF')), 'display.code')
  })

  test('[DI1] [DI3] what is no text to be read is no name of a model, and no code', async () => {
    const provision = (body: object) => hub.ask('/api/player/provision', { method: 'POST', body })
    for (const bad of ['a\0b', 'a\u202eb', '\u200b']) {
      const refused = [await provision({ device_model: bad }), await provision({ firmware_version: bad })]
      assert.deepEqual(
        refused.map(({ status }) => status),
        [400, 400],
      )
    }
    for (const bad of ['ABCDE\0', 'ABCDEFG', 'ABCDE0', ''])
      assert.equal(codeOf(await register(bad)), 'display.code')
  })

  test('[DI2] it is told where the broker and the hub are', async () => {
    const made = await provisioned(hub)
    assert.deepEqual(made.https_api, { base_url: hub.baseUrl, auth: 'bearer' })
    assert.deepEqual(made.mqtt_broker, {
      host: '127.0.0.1',
      port: null,
      tls_port: null,
      websocket_url: `ws://127.0.0.1:${hub.port}/mqtt`,
    })
  })

  test('[DI3] [DI10] [DI11] registered by the code as somebody types it, it is a device that is away', async () => {
    const made = await provisioned(hub, { device_model: 'Frame 64', firmware_version: '1.0' })
    const code = String(made.registration_code)
    const typed = ` ${code.slice(0, 3)}-${code.slice(3)} `.toLowerCase()
    const { json } = await register(typed, 'Hall')
    const { player_key: key } = made
    const known = { player_key: key, name: 'Hall', model: 'Frame 64', firmware_version: '1.0' }
    assert.deepEqual({ ...json, ...known, connection_status: 'offline', current_post_id: null }, json)
    const devices = (await ada.ask('/devices')).json as unknown as readonly Record<string, unknown>[]
    const device = devices.find(({ device_uuid }) => device_uuid === key)
    assert.deepEqual([device?.kind, device?.online, device?.health], ['display', false, 'down'])
    assert.equal((device?.capabilities as { sound?: boolean } | undefined)?.sound, false)
    const asIt = await ada.post('/devices/register', { device_uuid: key, device_name: 'Taken' })
    assert.equal(codeOf(asIt), 'auth.forbidden')
    const update = { capabilities: { sound: true, volume: true } }
    const updated = await ada.ask(`/devices/${key}`, { method: 'PATCH', body: update })
    const after = (updated.json.device as { capabilities?: object }).capabilities
    assert.deepEqual({ ...after, sound: false, volume: false }, after)
  })

  test('[DI3] whoever may add no devices registers none', async () => {
    const made = await ada.post('/users', { username: 'Lea', password: BOB.password, role: 'listener' })
    assert.equal(made.status, 201, made.text)
    const limits = { max_volume: null, may_add_devices: false }
    const limited = await ada.ask(`/users/${made.json.user_uuid}`, { method: 'PATCH', body: limits })
    assert.equal(limited.status, 200, limited.text)
    const lea = await hub.program(undefined, { ...BOB, username: 'Lea' })
    const { registration_code: code } = await provisioned(hub)
    assert.equal(codeOf(await register(code, 'Hers', lea)), 'device.not-allowed')
    assert.equal((await register(code)).status, 201)
  })

  test('[DI3] [DI6] a key that may control and not read registers one and renames it, and is told of it', async () => {
    const allowed = { name: 'Wall', kind: 'key', scopes: ['control'], expiresInDays: null } as const
    const { secret: token } = await hub.accounts.signIns.newKey(hub.owner, allowed)
    const { player_key: key, registration_code } = await provisioned(hub)
    const body = { registration_code, name: 'Hall' }
    const registered = await hub.ask('/api/player/register', { method: 'POST', token, body })
    assert.deepEqual([registered.status, registered.json.player_key], [201, key], registered.text)
    const path = `/api/player/${key}`
    const renamed = await hub.ask(path, { method: 'PATCH', token, body: { name: 'Landing' } })
    assert.deepEqual([renamed.status, renamed.json.name], [200, 'Landing'])
    assert.equal((await hub.ask('/api/player', { token })).status, 403)
  })

  test('[DI4] its credentials are handed out once, to where it was provisioned from', async () => {
    const { player_key: key, registration_code: code } = await provisioned(hub)
    assert.equal(codeOf(await credentials(key)), 'display.no-credentials')
    await register(code)
    assert.equal((await credentials(key, { 'x-forwarded-for': '192.0.2.9' })).status, 404)
    const given = await credentials(key)
    assert.ok(String(given.json.api_token).length > 40)
    assert.equal((await credentials(key)).status, 404)
  })

  test('[DI4] not later than a quarter of an hour after its registration', async () => {
    const { player_key: key, registration_code: code } = await provisioned(hub)
    await register(code)
    hub.pass(CREDENTIALS_WITHIN_MS + 1)
    assert.equal((await credentials(key)).status, 404)
  })

  test('[DI4] with a claim secret, by that from anywhere, and by nothing else', async () => {
    const made = await provisioned(hub, { claim: true })
    await register(made.registration_code)
    assert.equal((await credentials(made.player_key)).status, 404)
    assert.equal((await credentials(made.player_key, { authorization: 'Bearer wrong' })).status, 404)
    const headers = { authorization: `Bearer ${made.claim_secret}`, 'x-forwarded-for': '192.0.2.9' }
    assert.equal((await credentials(made.player_key, headers)).status, 200)
  })

  test('[DI5] another token ends the former; the owner or the display itself asks for it', async () => {
    const { playerKey, apiToken } = await registeredDisplay(hub, ada)
    const path = `/api/player/${playerKey}/token/rotate`
    assert.equal((await hub.ask(path, { method: 'POST' })).status, 401)
    const byOwner = await ada.post(path)
    assert.equal(byOwner.status, 200, byOwner.text)
    const second = String(byOwner.json.api_token)
    assert.equal((await hub.ask(path, { method: 'POST', token: apiToken })).status, 401)
    const byItself = await hub.ask(path, { method: 'POST', token: second })
    assert.equal(byItself.status, 200, byItself.text)
    const rpc = { method: 'POST', body: { request_type: 'get_post', post_id: 1 } }
    assert.equal((await hub.ask('/api/player/rpc', { ...rpc, token: second })).status, 401)
    const third = String(byItself.json.api_token)
    assert.equal((await hub.ask('/api/player/rpc', { ...rpc, token: third })).status, 200)
  })

  test('[DI6] renamed and forgotten by its own routes and by those of devices', async () => {
    const { playerKey, apiToken } = await registeredDisplay(hub, ada)
    const path = `/api/player/${playerKey}`
    const renamed = await ada.ask(path, { method: 'PATCH', body: { name: 'Landing' } })
    assert.equal(renamed.json.name, 'Landing')
    assert.equal((await ada.ask(path, { method: 'DELETE' })).status, 204)
    assert.equal((await ada.ask(path, { method: 'DELETE' })).status, 404)
    assert.equal(await hub.displays.byToken(apiToken), null)
    const other = await registeredDisplay(hub, ada)
    await ada.ask(`/devices/${other.playerKey}`, { method: 'DELETE' })
    assert.equal(await hub.displays.byToken(other.apiToken), null)
  })

  test('[DI8] nobody else’s display is there', async () => {
    await ada.post('/users', { ...BOB, role: 'member' })
    const bob = await hub.program('Attic', BOB)
    const { playerKey, apiToken } = await registeredDisplay(hub, ada)
    const path = `/api/player/${playerKey}`
    const tried = [
      await bob.ask(path, { method: 'PATCH', body: { name: 'Mine' } }),
      await bob.ask(path, { method: 'DELETE' }),
      await bob.post(`${path}/token/rotate`),
      await bob.post(`${path}/command`, { command: 'swap_next' }),
    ]
    assert.deepEqual(
      tried.map(({ status, json }) => [status, (json.error as { code: string }).code]),
      tried.map(() => [404, 'device.not-found']),
    )
    assert.deepEqual((await bob.ask('/api/player')).json, [])
    const share = (players: unknown) =>
      ada.ask(`/devices/${playerKey}`, { method: 'PATCH', body: { players } })
    const shared = await share('everybody')
    assert.deepEqual([shared.status, codeOf(shared)], [409, 'device.cannot-share'])
    assert.equal((await share('owner')).status, 200)
    const another = await registeredDisplay(hub, bob)
    const foreign = await hub.ask(`${path}/token/rotate`, { method: 'POST', token: another.apiToken })
    assert.equal(foreign.status, 404)
    assert.ok(await hub.displays.byToken(apiToken))
  })

  test('[DI21] one that is not connected is told nothing', async () => {
    const { playerKey } = await registeredDisplay(hub, ada)
    const told = await ada.post(`/api/player/${playerKey}/command`, { command: 'swap_next' })
    assert.deepEqual([told.status, codeOf(told)], [409, 'device.offline'])
  })
})

test('[DI7] [MQ24] provisioning is counted by itself, and so is what a display says and asks', async () => {
  await using strict = await serveHub({ mqtt: true, limits: { provision: 3, control: 4, read: 4 } })
  const owner = await strict.program('Kitchen')
  const display = await registeredDisplay(strict, owner)
  const ask = () => strict.ask('/api/player/provision', { method: 'POST', body: {} })
  assert.deepEqual([(await ask()).status, (await ask()).status, (await ask()).status], [201, 201, 429])
  const { playerKey, apiToken: token } = display
  await using client = await displayClient(`mqtt://127.0.0.1:${strict.broker.port}`, display)
  for (const current_post_id of [1, 2, 3, 4, 5, 6])
    await client.say('status', { player_key: playerKey, status: 'online', current_post_id })
  const [shown] = await strict.displays.list(strict.owner)
  assert.equal(shown?.display?.postId, 4)
  const body = { request_type: 'get_post', post_id: 1 }
  const answers = []
  for (let n = 0; n < 5; n++)
    answers.push((await strict.ask('/api/player/rpc', { method: 'POST', token, body })).json.error_code)
  assert.deepEqual(answers, [...Array.from({ length: 4 }, () => 'not_found'), 'rate_limited'])
  const path = '/api/player/artwork/1/image'
  assert.equal((await strict.ask(path, { token })).status, 429)
  const seen = []
  for (let n = 0; n < 5; n++) seen.push((await owner.ask(path)).status)
  assert.equal(seen.at(-1), 429)
})
