import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import {
  type DisplayCredentials,
  displayClient,
  registeredDisplay,
} from '@baton/testing/displays/display-client'
import { type DisplaysWorld, displaysWorld, status } from '@baton/testing/displays/displays-world'
import { speakingForOthers } from '@baton/testing/displays/speaking-for-others'
import { makeCertificate } from '@baton/testing/machine/certificates'
import { type MosquittoServer, startMosquitto } from '@baton/testing/machine/mosquitto'
import { until } from '@baton/testing/worlds/hub-process-world'

const PYTHON = '/usr/bin/python3'
const REFERENCE = fileURLToPath(new URL('../../../../testing/src/displays/reference.py', import.meta.url))
const run = promisify(execFile)

let folder: string
let certificate: string
let mosquitto: MosquittoServer
let world: DisplaysWorld
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'baton-beside-'))
  const made = await makeCertificate(folder)
  certificate = made.certificate
  mosquitto = await startMosquitto({ tls: { cert: made.certificate, key: made.key } })
  world = await displaysWorld({ mosquitto })
  await isThere()
})
after(async () => {
  await world?.[Symbol.asyncDispose]()
  await mosquitto?.[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

const isThere = () => until('the hub is there', async () => world.hub.broker.problem === null)
const shows = (playerKey: string, field: string, value: unknown) =>
  until(`${field} is shown`, async () => (await world.shownOf(playerKey))[field] === value)
const codeOf = ({ json }: { readonly json: Readonly<Record<string, unknown>> }) =>
  (json.error as { readonly code?: string } | undefined)?.code

speakingForOthers('Mosquitto beside the hub', () => ({
  world,
  willOf: (playerKey) => () =>
    until('the broker has seen it go', async () =>
      new RegExp(`Client ${playerKey} (closed|disconnected)`).test(mosquitto.server.output()),
    ),
}))

describe('displays of a broker beside the hub', () => {
  for (const [way, url] of [
    ['TCP', () => world.byTcp()],
    ['WebSocket, through the hub', () => world.byWebSocket()],
  ] as const) {
    test(`[MQ32] [MQ40] by ${way}, MQTT 5: it says how it is, asks, shows, and does what it is told`, async () => {
      const credentials = await registeredDisplay(world.hub, world.ada)
      const { playerKey } = credentials
      await using display = await displayClient(url(), credentials, { protocolVersion: 5 })
      const own = `makapix/player/${playerKey}`
      await display.follow(`${own}/command`, `${own}/response/#`, `${own}/view/ack`)
      await display.say('status', status(playerKey, { firmware_version: '2.1.0' }))
      await display.say('capabilities', { commands: ['set_brightness'] })
      const posts = Array.from({ length: 20 }, (_, n) => n + 1)
      await Promise.all(posts.map((post) => display.say('state', { brightness: post })))
      await shows(playerKey, 'brightness', posts.length)
      const { connection_status, firmware_version, commands } = await world.shownOf(playerKey)
      assert.deepEqual(
        [connection_status, firmware_version, commands],
        ['online', '2.1.0', ['set_brightness']],
      )
      await display.say('view', { post_id: 7, request_ack: true })
      assert.deepEqual(await display.heard('view/ack'), { success: true })
      assert.equal(world.views.filter((view) => view.playerKey === playerKey).length, 1)
      await display.say('request/r1', { request_type: 'get_post', post_id: 7 })
      assert.equal((await display.heard('response/r1')).success, true)
      const told = world.ada.post(`/api/player/${playerKey}/command`, {
        command: 'set_brightness',
        brightness: 30,
      })
      const { command_id, brightness } = await display.heard('command')
      assert.equal(brightness, 30)
      await display.say('command/ack', { command_id, success: true })
      assert.equal((await told).status, 200)
      assert.equal(
        codeOf(await world.ada.post(`/api/player/${playerKey}/command`, { command: 'swap_next' })),
        'display.cannot',
      )
    })
  }

  test('[DI40] [DI42] it is dark in quiet hours, and as bright as before behind them', async () => {
    const credentials = await registeredDisplay(world.hub, world.ada)
    const { playerKey } = credentials
    await using display = await displayClient(world.byTcp(), credentials, { protocolVersion: 5 })
    await display.follow(`makapix/player/${playerKey}/command`)
    await display.say('status', status(playerKey))
    await display.say('capabilities', { commands: ['set_brightness'] })
    await display.say('state', { brightness: 80 })
    await shows(playerKey, 'brightness', 80)
    const isQuiet = async (quiet_hours: object | null) => {
      const changed = await world.ada.ask(`/devices/${playerKey}`, {
        method: 'PATCH',
        body: { quiet_hours, zone: 'Europe/Berlin' },
      })
      assert.equal(changed.status, 200)
    }
    const does = async () => {
      const { command_id, brightness } = await display.heard('command')
      await display.say('state', { brightness: brightness as number })
      await display.say('command/ack', { command_id, success: true })
      return brightness
    }
    await isQuiet([{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '00:00', max_volume: 0 }])
    assert.equal(await does(), 0)
    await isQuiet(null)
    assert.equal(await does(), 80)
  })

  test('[MQ38] [DI12] it is away as its last will says, and back with what it says next', async () => {
    const credentials = await registeredDisplay(world.hub, world.ada)
    const { playerKey } = credentials
    const offline = JSON.stringify({ player_key: playerKey, status: 'offline' })
    const topic = `makapix/player/${playerKey}/status`
    const will = { topic, payload: Buffer.from(offline), qos: 1, retain: true } as const
    const first = await displayClient(world.byTcp(), credentials, { will })
    await first.say('status', status(playerKey))
    await shows(playerKey, 'connection_status', 'online')
    first.client.stream.destroy()
    await shows(playerKey, 'connection_status', 'offline')
    assert.equal(
      codeOf(await world.ada.post(`/api/player/${playerKey}/command`, { command: 'swap_next' })),
      'device.offline',
    )
    await using second = await displayClient(world.byTcp(), credentials, { will })
    await second.say('state', { paused: true })
    await shows(playerKey, 'paused', true)
    await second.say('status', status(playerKey))
    await shows(playerKey, 'connection_status', 'online')
  })

  test('[MQ32] by TLS, as it is told where', async () => {
    const { ada, hub } = world
    const credentials = await registeredDisplay(hub, ada)
    const provisioned = await hub.ask('/api/player/provision', { method: 'POST', body: {} })
    assert.deepEqual(provisioned.json.mqtt_broker, {
      host: '127.0.0.1',
      port: mosquitto.displayPort,
      tls_port: mosquitto.tlsPort,
      websocket_url: world.byWebSocket(),
    })
    const words = ['-h', 'localhost', '-p', String(mosquitto.tlsPort), '--cafile', certificate]
    await publish(credentials, 'status', status(credentials.playerKey, { current_post_id: 12 }), words)
    await shows(credentials.playerKey, 'current_post_id', 12)
  })

  test('[MQ39] as it is written for the broker, a message that is too large is acknowledged and dropped', async () => {
    await using display = await world.connected()
    const { playerKey, client } = display
    const tooLarge = status(playerKey, { current_post_id: 30, filled: 'x'.repeat(20 * 1024) })
    await display.say('status', tooLarge)
    await display.say('status', status(playerKey, { firmware_version: '3' }))
    await shows(playerKey, 'firmware_version', '3')
    assert.equal((await world.shownOf(playerKey)).current_post_id, null)
    assert.equal(client.connected, true)
  })

  test('[MQ32] [MQ3] mosquitto_pub and mosquitto_sub, by MQTT 5 and 3.1.1', async () => {
    for (const version of ['5', '311']) {
      const credentials = await registeredDisplay(world.hub, world.ada)
      const { playerKey } = credentials
      await publish(credentials, 'status', status(playerKey, { current_post_id: 3 }), [
        ...byTcp(),
        '-V',
        version,
      ])
      await shows(playerKey, 'current_post_id', 3)
      const own = `makapix/player/${playerKey}`
      const words = [
        '-V',
        version,
        '-q',
        '1',
        '-C',
        '1',
        '-t',
        `${own}/command`,
        ...byTcp(),
        ...as(credentials),
      ]
      let heard: string | null = null
      const listening = run('mosquitto_sub', words).then(({ stdout }) => {
        heard = stdout
      })
      // It ends with the first that it hears, and does not say from when it listens.
      await until('it has heard', async () => {
        if (heard === null) world.hub.broker.publish(playerKey, `${own}/command`, '{"command":"swap_next"}')
        return heard !== null
      })
      await listening
      assert.equal(heard, '{"command":"swap_next"}\n')
    }
  })

  test('[MQ32] [MQ38] the reference’s own snippets, by paho-mqtt and MQTT 5, until it is killed', async () => {
    const { playerKey, apiToken } = await registeredDisplay(world.hub, world.ada)
    const args = [REFERENCE, '127.0.0.1', String(mosquitto.displayPort), playerKey, apiToken, '5']
    const player = spawn(PYTHON, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    try {
      const [line] = await once(createInterface(player.stdout), 'line')
      assert.equal(line, 'acknowledged')
      await shows(playerKey, 'current_post_id', 7)
      await until(
        'both views have come',
        async () => world.views.filter((view) => view.playerKey === playerKey).length === 2,
      )
    } finally {
      player.kill('SIGKILL')
    }
    await shows(playerKey, 'connection_status', 'offline')
  })

  test('[MQ37] without its broker the hub says so, and nobody waits; what was said meanwhile comes', async () => {
    const { ada, hub } = world
    const credentials = await registeredDisplay(hub, ada)
    const { playerKey } = credentials
    await publish(credentials, 'status', status(playerKey), byTcp())
    await shows(playerKey, 'connection_status', 'online')
    await mosquitto.server.end('SIGKILL')
    await until('the hub knows', async () => hub.broker.problem === 'broker-away')
    assert.equal(
      codeOf(await ada.post(`/api/player/${playerKey}/command`, { command: 'swap_next' })),
      'device.offline',
    )
    const rotated = await ada.post(`/api/player/${playerKey}/token/rotate`)
    assert.equal(rotated.status, 200)
    await mosquitto.server.start()
    await isThere()
    const renewed = { playerKey, apiToken: String(rotated.json.api_token) }
    await until('the broker knows its new token', () =>
      publish(renewed, 'status', status(playerKey, { current_post_id: 21 }), byTcp()).then(
        () => true,
        () => false,
      ),
    )
    await shows(playerKey, 'current_post_id', 21)
    await assert.rejects(publish(credentials, 'status', status(playerKey), byTcp()))
  })

  test('[MQ34] a display whose token the hub does not know any more is let in once it asks the hub by it', async () => {
    const { hub, ada } = world
    const credentials = await registeredDisplay(hub, ada)
    const { playerKey, apiToken } = credentials
    await hub.forgetSealedTokens()
    await mosquitto.server.end()
    await mosquitto.loseClients()
    await mosquitto.server.start()
    await until('the hub misses tokens', async () => hub.broker.problem === 'broker-tokens')
    await assert.rejects(publish(credentials, 'status', status(playerKey), byTcp()))
    // Whatever it asks: the hub sees its token.
    await hub.ask('/api/player/rpc', {
      method: 'POST',
      token: apiToken,
      body: { request_type: 'get_post', post_id: 7 },
    })
    await until('it is let in', () =>
      publish(credentials, 'status', status(playerKey, { current_post_id: 22 }), byTcp()).then(
        () => true,
        () => false,
      ),
    )
    await shows(playerKey, 'current_post_id', 22)
  })
})

function byTcp(): readonly string[] {
  return ['-h', '127.0.0.1', '-p', String(mosquitto.displayPort)]
}

function as({ playerKey, apiToken }: DisplayCredentials): readonly string[] {
  return ['-u', playerKey, '-P', apiToken]
}

async function publish(
  credentials: DisplayCredentials,
  topic: string,
  message: object,
  words: readonly string[],
): Promise<void> {
  const own = `makapix/player/${credentials.playerKey}/${topic}`
  await run('mosquitto_pub', [
    '-q',
    '1',
    '-t',
    own,
    '-m',
    JSON.stringify(message),
    ...words,
    ...as(credentials),
  ])
}
