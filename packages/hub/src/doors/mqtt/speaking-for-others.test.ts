import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { displayClient, registeredDisplay } from '@baton/testing/displays/display-client'
import { type DisplaysWorld, displaysWorld, status } from '@baton/testing/displays/displays-world'
import type { Program, ServedHub } from '@baton/testing/worlds/http-world'
import { until } from '@baton/testing/worlds/hub-process-world'

let world: DisplaysWorld
let hub: ServedHub
let ada: Program
before(async () => {
  world = await displaysWorld()
  ;({ hub, ada } = world)
})
after(() => world[Symbol.asyncDispose]())

describe('nobody speaks for another', () => {
  test('[MQ1] a wrong token, another’s name or none is not let in', async () => {
    const one = await registeredDisplay(hub, ada)
    const two = await registeredDisplay(hub, ada)
    for (const wrong of [
      { ...one, apiToken: 'wrong' },
      { ...one, apiToken: two.apiToken },
      { playerKey: '', apiToken: one.apiToken },
    ]) {
      await assert.rejects(displayClient(world.byTcp(), wrong), /Not authorized/)
      await assert.rejects(displayClient(world.byWebSocket(), wrong), /Not authorized/)
    }
  })

  test('[MQ8] a client of MQTT 5 reads why it is not let in, though all that it says is right', async () => {
    const one = await registeredDisplay(hub, ada)
    for (const url of [world.byTcp(), world.byWebSocket()])
      await assert.rejects(displayClient(url, one, { protocolVersion: 5 }), { code: 0x84 })
    const old = { protocolVersion: 3, protocolId: 'MQIsdp' } as const
    await using earlier = await displayClient(world.byTcp(), one, old)
    await earlier.say('status', status(one.playerKey))
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
    await using former = await displayClient(world.byTcp(), display, { clientId: 'one', will })
    await former.say('status', status(playerKey))
    await using newer = await displayClient(world.byWebSocket(), display, { clientId: 'two' })
    await former.closed
    await newer.say('status', status(playerKey, { current_post_id: 5 }))
    const { connection_status, current_post_id } = await world.shownOf(playerKey)
    assert.deepEqual([connection_status, current_post_id], ['online', 5])
    assert.deepEqual(await world.historyOf(playerKey), ['came', 'added'], 'it never was away')
  })

  test('[MQ2] a foreign client id takes nobody’s place', async () => {
    await using display = await world.connected()
    await using _other = await world.connected(world.byTcp(), { clientId: display.playerKey })
    await display.say('status', status(display.playerKey, { current_post_id: 4 }))
    assert.equal((await world.shownOf(display.playerKey)).current_post_id, 4)
  })

  test('[MQ3] it follows its own topics, and no others', async () => {
    await using display = await world.connected()
    await using other = await world.connected()
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
      `${own}/response/`,
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
    await using display = await world.connected()
    await using other = await world.connected()
    const { client, playerKey } = display
    const before = hub.broker.figures().dropped
    const message = JSON.stringify(status(other.playerKey, { current_post_id: 9 }))
    const topics = [
      `makapix/player/${other.playerKey}/status`,
      `makapix/player/${other.playerKey}/command`,
      `makapix/player/${playerKey}/command`,
      `makapix/player/${playerKey}/response/1`,
      `makapix/player/${playerKey}/view/ack`,
      `makapix/player/${playerKey}/request/`,
      `makapix/player/${playerKey}/request/a/b`,
      `makapix/player/${playerKey}/request/${'x'.repeat(129)}`,
      `makapix/player/${playerKey.toUpperCase()}/status/..`,
      'makapix/player',
      '$SYS/x',
      'anything',
    ]
    for (const topic of topics) await client.publishAsync(topic, message, { qos: 1, retain: true })
    assert.equal(hub.broker.figures().dropped - before, topics.length)
    assert.equal((await world.shownOf(other.playerKey)).current_post_id, null)
    assert.deepEqual(other.untaken, [])
    await display.say('status', status(playerKey, { current_post_id: 6 }))
    assert.equal((await world.shownOf(playerKey)).current_post_id, 6)
  })

  test('[MQ3] a last will says nothing for another', async () => {
    await using other = await world.connected()
    const display = await registeredDisplay(hub, ada)
    const topic = `makapix/player/${other.playerKey}/status`
    const payload = Buffer.from(JSON.stringify({ player_key: other.playerKey, status: 'offline' }))
    const will = { topic, payload, qos: 1, retain: true } as const
    const before = hub.broker.figures().dropped
    const dying = await displayClient(world.byTcp(), display, { will })
    dying.client.stream.destroy()
    await until('the will was dropped', async () => hub.broker.figures().dropped > before)
    await other.say('status', status(other.playerKey))
    assert.deepEqual(await world.historyOf(other.playerKey), ['came', 'added'])
  })

  test('[MQ7] nothing is kept for a display that is not connected', async () => {
    const display = await registeredDisplay(hub, ada)
    const first = await displayClient(world.byTcp(), display, { clean: false, clientId: 'kept' })
    await first.follow(`makapix/player/${display.playerKey}/command`)
    await first[Symbol.asyncDispose]()
    await using second = await displayClient(world.byTcp(), display, { clean: false, clientId: 'kept' })
    await second.say('capabilities', { commands: ['swap_next'] })
    hub.broker.publish(display.playerKey, `makapix/player/${display.playerKey}/command`, '{}')
    await second.follow(`makapix/player/${display.playerKey}/response/#`)
    await second.say('request/1', { request_type: 'get_post', post_id: 7 })
    await second.heard('response/1')
    assert.deepEqual(second.untaken, [])
  })

  test('nothing has failed meanwhile', () => assert.deepEqual(hub.failures, []))
})
