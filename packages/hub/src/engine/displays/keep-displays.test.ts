import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import type { DeviceId, DeviceView, DisplayCommand, Frame, SessionView } from '@baton/protocol'
import type { CommandLike } from '#domain'
import { EngineWorld, rest } from '../../../../testing/src/worlds/engine-world.ts'
import type { DisplayAnswer } from '../api/displays.ts'
import type { DisplayIdentity } from '../ports/displays.ts'
import { type DisplayKeeperParts, keepDisplays } from './keep-displays.ts'

const KEY = '5f0a0000-0000-4000-8000-000000000001' as DeviceId
const IDENTITY = { playerKey: KEY, userId: 'ada', householdId: 'home', sessionId: 's' } as DisplayIdentity

test('[DI32] one that does not answer is told three times, one that says no once, and each new thing again', async () => {
  const world = keeperWorld()
  await using _keeper = keepDisplays(world.parts)
  world.come()
  world.plays('One')
  await world.settled(3)
  assert.deepEqual(world.told.length, 3)
  world.answer = { commandId: 'c', success: false, error: 'no' }
  world.plays('Two')
  await world.settled(4)
  world.plays('Two')
  world.plays('Three')
  await world.settled(5)
  assert.equal(world.told.length, 5)
  world.answer = { commandId: 'c', success: true, error: null }
  // Another connection knows nothing of what the former was told.
  world.come()
  await world.settled(6)
  assert.equal(world.told.length, 6)
})

test('[DI32] [DI40] what could not be told is no try: it is told once there is a way', async () => {
  const world = keeperWorld()
  await using _keeper = keepDisplays(world.parts)
  world.answer = 'untold'
  world.come()
  world.plays('One')
  await world.settled(1)
  for (let times = 2; times <= 5; times++) {
    world.pass(2_000)
    await world.settled(times)
    assert.equal(world.told.length, times, 'once each time')
  }
  world.answer = { commandId: 'c', success: true, error: null }
  world.pass(2_000)
  await world.settled(6)
  world.pass(2_000)
  await world.settled(6)
  assert.equal(world.told.length, 6)
})

test('[DI32] [DI40] one that did not answer is told anew after it has said something, one that said no is not', async () => {
  const world = keeperWorld()
  await using _keeper = keepDisplays(world.parts)
  world.come()
  world.plays('One')
  await world.settled(3)
  world.pass(30_000)
  await world.settled(3)
  assert.equal(world.told.length, 3, 'it has said nothing')
  world.says()
  world.says()
  await world.settled(3)
  assert.equal(world.told.length, 3)
  world.answer = { commandId: 'c', success: false, error: 'no' }
  world.pass(30_000)
  await world.settled(4)
  world.says()
  world.pass(30_000)
  await world.settled(4)
  assert.equal(world.told.length, 4)
})

test('[DI31] [DI42] what somebody had a display do is noted, though another worker keeps it', async () => {
  const world = keeperWorld()
  await using keeper = keepDisplays(world.parts)
  await keeper.done(KEY, { channel: 'playing' })
  await keeper.done(KEY, null)
  await keeper.done('unknown' as DeviceId, { channel: 'playing' })
  assert.deepEqual(world.noted, [
    { type: 'device.note-display', deviceId: KEY, said: { channel: 'playing' } },
  ])
})

test('[DI32] of an owner without a display that is here nothing is followed', async () => {
  const world = keeperWorld()
  await using _keeper = keepDisplays(world.parts)
  assert.equal(world.followers, 0)
  world.come()
  world.plays('One')
  await world.settled(1)
  assert.equal(world.followers, 1)
  world.go()
  while (world.followers > 0) await turn()
})

test('[DI32] [DI40] what changes at another worker is told here within two seconds, though no bell was heard', async () => {
  await using world = await EngineWorld.open()
  const here = await world.worker({ soleWorker: false })
  const kitchen = await world.speaker('Kitchen')
  const { householdId, userId, sessionId } = world.me
  const about = (command: CommandLike & Readonly<Record<string, unknown>>) =>
    world.engine.tell(householdId, world.me, { ...command, deviceId: KEY } as CommandLike)
  assert.equal(await about({ type: 'device.add-display', name: 'Hall', model: null, firmware: null }), null)
  const commands = ['play_channel', 'set_brightness']
  const said = { commands, channels: ['playing'], channel: 'playing', brightness: 80 }
  assert.equal(await about({ type: 'device.note-display', online: true, said }), null)
  const told: object[] = []
  let came: Parameters<DisplayKeeperParts['connections']['onCame']>[0] = () => {}
  await using _keeper = keepDisplays({
    engine: here,
    connections: { onCame: (listener) => (came = listener), onOver: () => {} },
    async tellHere(_playerKey, command) {
      told.push(command)
      return { commandId: 'c', success: true, error: null }
    },
    store: { byKey: async () => null },
    isAsked: () => false,
    clock: world.clock,
    onFailure: assert.ifError,
  })
  const passes = async () => {
    await world.clock.advance(2_000)
    await rest()
    return told.splice(0)
  }
  came({ playerKey: KEY, householdId, userId, sessionId }, true)
  const playing = { command: 'play_channel', channel: 'playing' }
  assert.deepEqual(await passes(), [playing])
  await world.play(kitchen)
  assert.deepEqual(await passes(), [playing])
  const quietHours = [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '00:00', maxVolume: 0 }]
  await world.done({ type: 'device.update', deviceId: KEY, quietHours, zone: 'UTC' }, { by: kitchen })
  assert.deepEqual(await passes(), [{ command: 'set_brightness', brightness: 0 }])
  assert.deepEqual(world.failures, [])
})

interface KeeperWorld {
  readonly told: readonly DisplayCommand[]
  followers: number
  readonly noted: readonly object[]
  answer: DisplayAnswer | 'untold' | null
  readonly parts: DisplayKeeperParts
  come(): void
  /** Something of itself, whatever that is. */
  says(): void
  go(): void
  /** What is due after so long a wait is done. */
  pass(delayMs: number): void
  plays(title: string): void
  settled(count: number): Promise<void>
}

function keeperWorld(): KeeperWorld {
  const told: DisplayCommand[] = []
  const noted: object[] = []
  const due = new Set<{ readonly delayMs: number; readonly task: () => void }>()
  const frames: Frame[] = []
  let wake = () => {}
  let came: Parameters<DisplayKeeperParts['connections']['onCame']>[0] = () => {}
  let over: (playerKey: DeviceId) => void = () => {}
  async function* following(signal: AbortSignal) {
    world.followers++
    signal.addEventListener('abort', () => wake())
    try {
      while (!signal.aborted) {
        const frame = frames.shift()
        if (frame) yield frame
        else await new Promise<void>((resolve) => (wake = resolve))
      }
    } finally {
      world.followers--
    }
  }
  const world: KeeperWorld = {
    told,
    noted,
    followers: 0,
    answer: null,
    parts: {
      engine: {
        follow: ({ signal }) => ({ frames: following(signal), join: () => true, leave: () => true }),
        async tell(_householdId, _subject, command) {
          noted.push(command)
          return null
        },
      },
      connections: {
        onCame: (listener) => (came = listener),
        onOver: (listener) => (over = listener),
      },
      async tellHere(_playerKey, command) {
        told.push(command)
        return world.answer
      },
      isAsked: () => false,
      store: { byKey: async (playerKey) => (playerKey === KEY ? IDENTITY : null) },
      clock: {
        after(delayMs, task) {
          const one = { delayMs, task }
          due.add(one)
          return () => due.delete(one)
        },
      },
      onFailure: assert.ifError,
    } as DisplayKeeperParts,
    come() {
      came(IDENTITY, false)
      came(IDENTITY, true)
    },
    says: () => came(IDENTITY, true),
    go: () => over(KEY),
    pass(delayMs: number) {
      for (const one of [...due]) if (one.delayMs === delayMs && due.delete(one)) one.task()
    },
    plays(title: string) {
      const display = { commands: ['play_channel'], channels: ['playing'], channel: 'playing' }
      const devices = [{ deviceId: KEY, enabled: true, display }] as unknown as readonly DeviceView[]
      const session = { playState: 'playing', current: { title } } as unknown as SessionView
      for (const state of [
        { family: 'devices', devices },
        { family: 'session', session },
      ])
        frames.push({ kind: 'snapshot', state } as unknown as Frame)
      wake()
    },
    /** Resolves once it was told so often, and has nothing more to say about what it knows. */
    async settled(count: number) {
      while (told.length < count || frames.length > 0) await turn()
      for (let turns = 0; turns < 5; turns++) await turn()
    },
  }
  return world
}
