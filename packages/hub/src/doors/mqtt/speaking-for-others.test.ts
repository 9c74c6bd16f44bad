import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { displayClient, registeredDisplay } from '@baton/testing/displays/display-client'
import { type DisplaysWorld, displaysWorld, status } from '@baton/testing/displays/displays-world'
import { speakingForOthers } from '@baton/testing/displays/speaking-for-others'
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

speakingForOthers('the hub’s own broker', () => ({
  world,
  willOf() {
    const before = hub.broker.figures().dropped
    return () => until('the will was dropped', async () => hub.broker.figures().dropped > before)
  },
}))

describe('nobody speaks for another', () => {
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
