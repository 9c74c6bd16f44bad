import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DeviceId } from '@baton/protocol'
import type { DisplayConnections, DisplayIdentity, Displays, Rates } from '#engine'
import { besideRules } from './beside-rules.ts'

const KEY = '5f0a0000-0000-4000-8000-000000000001' as DeviceId

test('[MQ38] [DI12] what may have waited at the broker for a day does not say that a display is there', async () => {
  const told: string[] = []
  const identity = { playerKey: KEY } as DisplayIdentity
  const connections: Omit<DisplayConnections, 'count'> = {
    came: async () => {},
    went: async () => {},
    said: async (_by, { said, online }) => void told.push(JSON.stringify(said ?? online)),
    heard: () => void told.push('heard'),
    answered: () => true,
    takenOver() {},
    handedOn() {},
  }
  const { take } = besideRules({
    displays: { byKey: async () => identity, connections } as unknown as Displays,
    broker: { publish: () => true },
    takeView: async () => {
      told.push('view')
      return null
    },
    async requests() {
      told.push('request')
      return { success: true }
    },
    rates: { count: async () => null } as unknown as Rates,
    now: () => 0,
    monotonicMs: () => 0,
  })
  const say = (about: string, message: object, isRetained = false) =>
    take({
      topic: `makapix/player/${KEY}/${about}`,
      payload: Buffer.from(JSON.stringify(message)),
      isRetained,
    })
  await say('view', { post_id: 7 })
  await say('request/r1', { request_type: 'get_post', post_id: 7 })
  assert.deepEqual(told.splice(0), ['view', 'request'])
  await say('state', { brightness: 3 }, true)
  assert.deepEqual(told.splice(0), ['{"brightness":3}'])
  await say('state', { brightness: 4 })
  await say('command/ack', { command_id: 'c1', success: true })
  assert.deepEqual(told, ['heard', '{"brightness":4}', 'heard'])
})
