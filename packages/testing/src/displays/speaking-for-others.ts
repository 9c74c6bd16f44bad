import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Program, ServedHub } from '../worlds/http-world.ts'
import { until } from '../worlds/hub-process-world.ts'
import { displayClient, registeredDisplay } from './display-client.ts'
import { type DisplaysWorld, status } from './displays-world.ts'

/** What differs from broker to broker. */
export interface SpeakingWorld {
  readonly world: DisplaysWorld
  /** Asked before this display goes; what it answers with resolves once its last will was judged. */
  willOf(playerKey: string): () => Promise<unknown>
}

/** Whichever broker displays speak by: nobody speaks for another. */
export function speakingForOthers(name: string, opened: () => SpeakingWorld): void {
  const world = () => opened().world
  const hub = (): ServedHub => world().hub
  const ada = (): Program => world().ada
  const ways = () => [world().byTcp(), world().byWebSocket()]
  const shows = (playerKey: string, post: number) =>
    until('it is shown', async () => (await world().shownOf(playerKey)).current_post_id === post)

  describe(`nobody speaks for another: ${name}`, () => {
    test('[MQ1] a wrong token, another’s name or none is not let in', async () => {
      const one = await registeredDisplay(hub(), ada())
      const two = await registeredDisplay(hub(), ada())
      for (const wrong of [
        { ...one, apiToken: 'wrong' },
        { ...one, apiToken: two.apiToken },
        { playerKey: '', apiToken: one.apiToken },
      ]) {
        for (const url of ways())
          await assert.rejects(displayClient(url, wrong), /Not authorized|Identifier rejected|closed/)
      }
    })

    test('[MQ2] a foreign client id takes nobody’s place', async () => {
      await using display = await world().connected()
      await using _other = await world().connected(world().byTcp(), { clientId: display.playerKey })
      await display.say('status', status(display.playerKey, { current_post_id: 4 }))
      await shows(display.playerKey, 4)
    })

    test('[MQ3] it follows its own topics, and no others', async () => {
      await using display = await world().connected()
      await using other = await world().connected()
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
        'baton/#',
      ]
      for (const filter of bad) assert.deepEqual(await display.follow(filter), [128], filter)
      await other.say('capabilities', { commands: ['swap_next'] })
      await other.follow(`${others}/command`)
      await until('it is known what it can', async () => {
        const { commands } = await world().shownOf(other.playerKey)
        return (commands as readonly string[]).length > 0
      })
      const told = ada().post(`/api/player/${other.playerKey}/command`, { command: 'swap_next' })
      const { command_id } = await other.heard('command')
      // Nobody answers for another, either.
      await display.say('command/ack', { command_id, success: false })
      await other.say('command/ack', { command_id, success: true })
      const answer = await told
      assert.equal(answer.status, 200, answer.text)
      assert.deepEqual(display.untaken, [])
    })

    test('[MQ3] [MQ4] what it says elsewhere is acknowledged and dropped, retained or not', async () => {
      await using display = await world().connected()
      await using other = await world().connected()
      const { client, playerKey } = display
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
        'anything',
        'baton/lanes/baton-hub',
      ]
      for (const topic of topics) await client.publishAsync(topic, message, { qos: 1, retain: true })
      await display.say('status', status(playerKey, { current_post_id: 6 }))
      await shows(playerKey, 6)
      await other.say('status', status(other.playerKey, { firmware_version: '2' }))
      await until(
        'it is heard',
        async () => (await world().shownOf(other.playerKey)).firmware_version === '2',
      )
      assert.equal((await world().shownOf(other.playerKey)).current_post_id, null)
      assert.deepEqual(other.untaken, [])
      assert.equal(client.connected, true)
    })

    test('[MQ3] a last will says nothing for another', async () => {
      await using other = await world().connected()
      const display = await registeredDisplay(hub(), ada())
      const topic = `makapix/player/${other.playerKey}/status`
      const payload = Buffer.from(JSON.stringify({ player_key: other.playerKey, status: 'offline' }))
      const will = { topic, payload, qos: 1, retain: true } as const
      const dying = await displayClient(world().byTcp(), display, { will })
      const judged = opened().willOf(display.playerKey)
      dying.client.stream.destroy()
      await judged()
      await other.say('status', status(other.playerKey, { current_post_id: 11 }))
      await shows(other.playerKey, 11)
      assert.deepEqual(await world().historyOf(other.playerKey), ['came', 'added'])
    })

    test('[DI5] [DI6] who speaks by a token that is over is cut off', async () => {
      const rotated = await world().connected()
      await ada().post(`/api/player/${rotated.playerKey}/token/rotate`)
      await rotated.closed
      await assert.rejects(displayClient(world().byTcp(), rotated), /Not authorized/)
      const forgotten = await world().connected()
      await ada().ask(`/api/player/${forgotten.playerKey}`, { method: 'DELETE' })
      await forgotten.closed
      const removed = await world().connected()
      await ada().ask(`/devices/${removed.playerKey}`, { method: 'DELETE' })
      await removed.closed
      await assert.rejects(displayClient(world().byTcp(), removed), /Not authorized/)
    })
  })
}
