import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { BatonError, type DeviceId, type DeviceView, type DisplayCommand, type UserId } from '@baton/protocol'
import type { DisplayLink } from '../api/displays.ts'
import { NO_LIMITS, type Principal } from '../api/principal.ts'
import type { DisplayIdentity, PassedAnswer, PassedCommand } from '../ports/displays.ts'
import { ANSWERS_WITHIN_MS, type DisplayCommandsParts, displayCommands, MAX_UNANSWERED } from './commands.ts'
import { ownDisplays } from './own-displays.ts'

const KEY = '5f0a0000-0000-4000-8000-000000000001' as DeviceId
const OTHER = '5f0a0000-0000-4000-8000-000000000002' as DeviceId
const OWNER = { userId: 'ada', scopes: null, limits: NO_LIMITS } as unknown as Principal

describe('[DI21] [DI22] the answers that are waited for', () => {
  test('come within five seconds or not at all', async () => {
    const world = commandWorld()
    const asked = world.command()
    await world.told(1)
    assert.equal(world.timers[0]?.delayMs, ANSWERS_WITHIN_MS)
    world.timers[0]?.task()
    await assert.rejects(asked, { code: 'display.no-answer' })
    world.answered({ playerKey: KEY }, { commandId: 'c1', success: true, error: null })
  })

  test('are those of the display that was told', async () => {
    const world = commandWorld()
    const asked = world.command()
    await world.told(1)
    world.answered({ playerKey: OTHER }, { commandId: 'c1', success: false, error: 'mine' })
    world.answered({ playerKey: KEY }, { commandId: 'c1', success: true, error: null })
    assert.deepEqual(await asked, { commandId: 'c1' })
  })

  test('are no more than so many of one display', async () => {
    const world = commandWorld()
    const asked = Array.from({ length: MAX_UNANSWERED }, () => world.command())
    await world.told(MAX_UNANSWERED)
    await assert.rejects(world.command(), { code: 'limit.too-many' })
    for (const { task } of world.timers) task()
    for (const one of asked) await assert.rejects(one, { code: 'display.no-answer' })
  })

  test('are not waited for where the connection is over', async () => {
    await assert.rejects(commandWorld({ tell: () => false }).command(), { code: 'display.no-answer' })
  })

  test('a display that is switched off is told nothing', async () => {
    const world = commandWorld({ enabled: false })
    await assert.rejects(
      world.command(),
      (error) => error instanceof BatonError && error.code === 'device.disabled',
    )
  })
})

test('[MQ40] [MQ37] through a broker beside the hub each worker tells a display itself, while both are there', async () => {
  const world = commandWorld({ beside: true })
  const asked = world.command()
  await world.told(1)
  assert.equal(world.answered({ playerKey: OTHER }, { commandId: 'c1', success: true, error: null }), false)
  assert.equal(world.answered({ playerKey: KEY }, { commandId: 'c1', success: true, error: null }), true)
  assert.deepEqual(await asked, { commandId: 'c1' })
  await assert.rejects(commandWorld({ beside: false }).command(), { code: 'device.offline' })
  await assert.rejects(commandWorld({ beside: true, online: false }).command(), { code: 'device.offline' })
  const full = commandWorld({ beside: true, tell: () => false })
  await assert.rejects(full.command(), { code: 'display.no-answer' })
})

test('[MQ36] [MQ40] through a broker beside the hub what somebody asked for is answered though another worker keeps the display', async () => {
  const world = commandWorld({ beside: true })
  const asked = world.command()
  await world.told(1)
  const unasked = world.tellHere({ command: 'swap_next' })
  world.over()
  assert.equal(await unasked, null)
  assert.equal(world.answered({ playerKey: KEY }, { commandId: 'c1', success: true, error: null }), true)
  assert.deepEqual(await asked, { commandId: 'c1' })
  const full = commandWorld({ beside: true, tell: () => false })
  assert.equal(await full.tellHere({ command: 'swap_next' }), 'untold')
  const own = commandWorld()
  const lost = own.command()
  await own.told(1)
  own.over()
  await assert.rejects(lost, { code: 'display.no-answer' })
})

test('[DI31] [DI42] what a display has done is known before whoever asked for it goes on', async () => {
  const world = commandWorld()
  for (const [command, said] of [
    [{ command: 'play_channel', channel: 'all' }, { channel: 'all' }],
    [{ command: 'show_artwork', post_id: 3 }, { channel: null }],
    [{ command: 'set_brightness', brightness: 3 }, { brightnessAfter: null }],
    [{ command: 'swap_next' }, null],
  ] as const) {
    const asked = world.command(command)
    const { length } = world.done
    await world.told(length + 1)
    assert.equal(world.isAsked(), true)
    const commandId = `c${length + 1}`
    world.answered({ playerKey: KEY }, { commandId, success: true, error: null })
    await asked
    assert.deepEqual([world.done.at(-1), world.isAsked()], [said, false])
  }
  const refused = world.command({ command: 'show_artwork', post_id: 3 })
  await world.told(5)
  world.answered({ playerKey: KEY }, { commandId: 'c5', success: false, error: null })
  await assert.rejects(refused, { code: 'display.refused' })
  assert.equal(world.done.at(-1), null)
})

test('[DI23] a display that is connected to another worker is told there, and its answer comes back', async () => {
  const { worker } = sharedStore()
  await using there = worker((message) => {
    assert.deepEqual(message, { command_id: 'c1', command: 'swap_next' })
    const answer = { commandId: 'c1', success: false, error: 'no room' }
    queueMicrotask(() => there.answered({ playerKey: KEY } as DisplayIdentity, answer))
    return true
  })
  await using here = worker(null)
  await assert.rejects(here.command(OWNER, KEY, { command: 'swap_next' }), { code: 'display.refused' })
})

test('[DI21] [DI22] of a display elsewhere no more answers are waited for, and nothing is told once nobody waits', async () => {
  const shared = sharedStore()
  await using here = shared.worker(null)
  const command = () => here.command(OWNER, KEY, { command: 'swap_next' })
  const asked = Array.from({ length: MAX_UNANSWERED }, command)
  const answers = Promise.allSettled(asked)
  await shared.passing(MAX_UNANSWERED)
  await assert.rejects(command(), { code: 'limit.too-many' })
  assert.equal(shared.passed.length, MAX_UNANSWERED)
  shared.endTime()
  for (const answer of await answers)
    assert.equal(answer.status === 'rejected' && (answer.reason as BatonError).code, 'display.no-answer')
  assert.deepEqual(shared.passed, [], 'a worker to which it comes now has nothing to tell it')
  await assert.rejects(command(), { code: 'display.no-answer' })
})

test('[DI22] a display that was told as much as it may leave unanswered is told the rest once it has answered', async () => {
  const shared = sharedStore()
  for (let nth = 0; nth <= MAX_UNANSWERED; nth++)
    shared.passed.push({ commandId: `p${nth}`, playerKey: KEY, message: { nth } })
  const told: object[] = []
  await using there = shared.worker((message) => {
    told.push(message)
    return true
  })
  await shared.looked(3)
  assert.equal(told.length, MAX_UNANSWERED)
  there.answered({ playerKey: KEY } as DisplayIdentity, { commandId: 'p3', success: true, error: null })
  await shared.looked(3)
  assert.deepEqual(told.at(-1), { nth: MAX_UNANSWERED })
})

/** Workers on one store, in which everything that was passed and not taken yet stands. */
function sharedStore() {
  const passed: PassedCommand[] = []
  const answers = new Map<string, PassedAnswer>()
  let now = 0
  let [ids, looks] = [0, 0]
  let changed = () => {}
  /** Resolves once it is so. */
  const until = (isSo: () => boolean) =>
    new Promise<void>((resolve) => {
      changed = () => isSo() && resolve()
      changed()
    })
  const store: DisplayCommandsParts['store'] = {
    async passCommand(command) {
      passed.push(command)
      changed()
    },
    takeCommands: async (keys, _now, most) => (keys.includes(KEY) ? passed.splice(0, most) : []),
    answerCommand: async (commandId, answer) => void answers.set(commandId, answer),
    answerOf: async (commandId) => answers.get(commandId) ?? null,
    async withdrawCommand(commandId) {
      const at = passed.findIndex((one) => one.commandId === commandId)
      if (at >= 0) passed.splice(at, 1)
      return answers.get(commandId) ?? null
    },
  }
  return {
    passed,
    passing: (count: number) => until(() => passed.length >= count),
    /** So many looks of a worker that has the display later. */
    looked(count: number) {
      const before = looks
      return until(() => looks >= before + count)
    },
    endTime() {
      now = Number.MAX_SAFE_INTEGER / 2
    },
    /** `tell`: the display is connected to it. */
    worker: (tell: ((message: object) => boolean) | null) =>
      displayCommands({
        engine: { ...NO_ENGINE, devices: async () => [SHOWN] },
        connections: {
          linkOf: () => tell && ({ tell } as unknown as DisplayLink),
          onOver: () => {},
          keys() {
            if (tell) looks += 1
            changed()
            return tell ? [KEY] : []
          },
        },
        store,
        soleWorker: false,
        clock: {
          wallMs: () => 0,
          monotonicMs: () => {
            const told = now
            // Whoever asks once more finds that time has passed.
            if (now > 0) now += 2 * ANSWERS_WITHIN_MS
            return told
          },
          after: soon,
        },
        chance: { uuid: () => `c${++ids}` },
        done: async () => {},
        onFailure: assert.ifError,
      }),
  }
}

test('[DI8] a display of somebody else is not there, though it is among the devices', async () => {
  const world = commandWorld({ ownerId: 'ben' })
  await assert.rejects(world.command(), { code: 'device.not-found' })
  const list = await ownDisplays(
    { devices: async () => [SHOWN, { ...SHOWN, ownerId: 'ben' as UserId }] },
    OWNER,
  )
  assert.deepEqual(list, [SHOWN])
})

/** Everything comes at once, but for what is waited for longest. */
function soon(delayMs: number, task: () => void): () => void {
  if (delayMs >= ANSWERS_WITHIN_MS) return () => {}
  const timer = setImmediate(task)
  return () => clearImmediate(timer)
}

const NO_ENGINE: DisplayCommandsParts['engine'] = {
  devices: async () => [],
  tell: async () => null,
  heard: () => {},
  execute: () => Promise.reject(new Error('nothing is executed')),
}

const SHOWN = {
  deviceId: KEY,
  ownerId: OWNER.userId,
  enabled: true,
  online: true,
  display: { commands: ['swap_next', 'show_artwork', 'play_channel', 'set_brightness'] },
} as unknown as DeviceView

const NOTHING_PASSED: DisplayCommandsParts['store'] = {
  passCommand: async () => {},
  takeCommands: async () => [],
  answerCommand: async () => {},
  answerOf: async () => null,
  withdrawCommand: async () => null,
}

function commandWorld({
  enabled = true,
  ownerId = OWNER.userId,
  tell = () => true,
  online = true,
  beside,
}: {
  readonly enabled?: boolean
  readonly ownerId?: string
  readonly tell?: () => boolean
  readonly online?: boolean
  /** Whether the hub reaches a broker beside it. */
  readonly beside?: boolean
} = {}) {
  const told: object[] = []
  const done: unknown[] = []
  const timers: { readonly delayMs: number; readonly task: () => void }[] = []
  let waiting: (() => void) | null = null
  let over = (_playerKey: DeviceId) => {}
  const link = {
    tell(message: object) {
      told.push(message)
      waiting?.()
      return tell()
    },
  } as unknown as DisplayLink
  const view = { ...SHOWN, enabled, ownerId, online } as DeviceView
  const { command, answered, isAsked, tellHere } = displayCommands({
    engine: { ...NO_ENGINE, devices: async () => [view] },
    connections: {
      linkOf: () => (beside === undefined ? link : null),
      onOver: (listener) => (over = listener),
      keys: () => [],
    },
    store: NOTHING_PASSED,
    soleWorker: beside === undefined,
    beside:
      beside === undefined
        ? undefined
        : { isThere: () => beside, tell: (_playerKey, message) => link.tell(message) },
    clock: {
      wallMs: () => 0,
      monotonicMs: () => 0,
      after(delayMs, task) {
        timers.push({ delayMs, task })
        return () => {}
      },
    },
    chance: { uuid: () => `c${told.length + 1}` },
    done: async (_key, said) => void done.push(said),
    onFailure: assert.ifError,
  })
  return {
    timers,
    done,
    isAsked: () => isAsked(KEY),
    over: () => over(KEY),
    tellHere: (command: DisplayCommand) => tellHere(KEY, command),
    command: (asked: DisplayCommand = { command: 'swap_next' }) => command(OWNER, KEY, asked),
    answered: (by: { readonly playerKey: DeviceId }, answer: Parameters<typeof answered>[1]) =>
      answered(by as Parameters<typeof answered>[0], answer),
    /** Resolves once so many commands were told. */
    told: (count: number) =>
      new Promise<void>((resolve) => {
        waiting = () => {
          if (told.length >= count) resolve()
        }
        waiting()
      }),
  }
}
