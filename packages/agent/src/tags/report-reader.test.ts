import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Ask, BatonFailure, type Outcome } from '@baton/client'
import type { DeviceId, ErrorCode, ReaderState } from '@baton/protocol'
import { FakeClock, settled } from '@baton/testing/fakes/fake-clock'
import { logTo } from '../log/log.ts'
import { reportReader } from './report-reader.ts'

const DEVICE = '00000000-0000-4000-8000-0000000000aa' as DeviceId

test('[AG67] the hub is told what it does not know yet, and the last that counts once it is there again', async () => {
  const { told, world, say } = reporting()
  say('no-service')
  say('no-service')
  await settled()
  assert.deepEqual(told, ['no-service'])
  world.fails = 'client.offline'
  say('ready')
  say('no-reader')
  say('ready')
  await settled()
  world.fails = null
  await world.clock.advance(5_000)
  assert.deepEqual(told, ['no-service', 'ready'])
  say('no-reader')
  await settled()
  assert.deepEqual(told, ['no-service', 'ready', 'no-reader'])
})

test('[AG67] refused it is not told again, until it is something else', async () => {
  const { told, world, say } = reporting()
  world.fails = 'device.not-allowed'
  say('ready')
  await world.clock.advance(60_000)
  assert.equal(world.asked, 1)
  world.fails = null
  say('no-reader')
  await settled()
  assert.deepEqual(told, ['no-reader'])
})

function reporting() {
  const told: (ReaderState | null | undefined)[] = []
  const world: { fails: ErrorCode | 'client.offline' | null; asked: number; clock: FakeClock } = {
    fails: null,
    asked: 0,
    clock: new FakeClock(),
  }
  const say = reportReader({
    hub: {
      async send(ask: Ask): Promise<Outcome> {
        world.asked += 1
        if (world.fails !== null) throw new BatonFailure(world.fails)
        if (ask.type === 'device.update') told.push(ask.capabilities?.reader)
        return {} as Outcome
      },
    },
    deviceId: DEVICE,
    clock: world.clock,
    log: logTo(() => {}, 'silent'),
    signal: new AbortController().signal,
  })
  return { told, world, say }
}
