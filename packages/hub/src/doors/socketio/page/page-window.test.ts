import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BatonError, type DeviceView, type Frame } from '@baton/protocol'
import { knownSession } from '@baton/testing/fakes/known-session'
import { PageWindow, type Socketed, type WindowParts } from './page-window.ts'

test('[PG11] a window that could not be told for a moment is brought up to date and told again', {
  timeout: 60_000,
}, async () => {
  const session = knownSession()
  const snapshot = { kind: 'snapshot', state: { family: 'session', session } } as unknown as Frame
  const event = { kind: 'event', event: { type: 'session.seeked' } } as unknown as Frame
  let rounds = 0
  let readings = 0
  const failures: unknown[] = []
  const up = new AbortController()
  const toldAgain = Promise.withResolvers<number>()
  const engine = {
    follow: () => ({
      frames: (async function* () {
        rounds++
        yield rounds === 1 ? event : snapshot
        yield event
      })(),
    }),
    session: async () => {
      if (++readings === 1) throw new BatonError('store.unavailable')
      return { session }
    },
  } as unknown as WindowParts['engine']
  const socket = {
    id: 'a window',
    principal: { sessionId: session.sessionId },
    signal: up.signal,
    tell: (name: string) => name === 'player_status' && toldAgain.resolve(rounds),
    tellNow() {},
  } as unknown as Socketed
  const window = new PageWindow(socket, {
    engine,
    agents: { find: async () => null, watched() {} },
    onFailure: (error) => failures.push(error),
    chosen: () => null,
    status: async () => ({}),
  })
  // The pause between lets a process end; here somebody waits.
  const awake = setInterval(() => {}, 60_000)
  window.begin()
  window.begin()
  assert.equal(await toldAgain.promise, 2)
  up.abort()
  clearInterval(awake)
  assert.deepEqual(
    failures.map((error) => (error as BatonError).code),
    ['store.unavailable'],
  )
})

test('[PG9] [SD3] a device of which others are the players is not named', () => {
  const told: unknown[] = []
  const socket = {
    principal: { userId: 'ben' },
    tell: (name: string, document: object) => told.push([name, document]),
  } as unknown as Socketed
  const window = new PageWindow(socket, { chosen: () => 'phone' } as unknown as WindowParts)
  const device = (deviceId: string, more: object) => ({
    ...{ deviceId, name: deviceId, ownerId: 'ben', kind: 'agent', health: 'ready' },
    ...more,
  })
  const devices = [
    device('phone', { health: 'offline' }),
    device('attic', { ownerId: 'ada', players: ['cara'] }),
    device('bath', { ownerId: 'ada', players: ['ben'] }),
  ] as unknown as readonly DeviceView[]
  window.offerAnother(devices)
  assert.deepEqual(told, [['change_device', { device_id: 'bath' }]])
})

test('[PG13] what came of a tone on the device that it shows is told, with an alert where it was not played', async () => {
  const told: unknown[] = []
  const heard = Promise.withResolvers<void>()
  const devices = [{ deviceId: 'kitchen', name: 'Kitchen', health: 'ready' }]
  const toned = (deviceId: string, outcome: string, reason: string | null) => ({
    kind: 'beacon',
    beacon: { type: 'toned', deviceId, outcome, reason },
  })
  const frames = [
    { kind: 'snapshot', state: { family: 'devices', devices } },
    toned('bath', 'failed', null),
    toned('kitchen', 'failed', 'no-sound-card'),
    toned('kitchen', 'played', null),
  ]
  const follow = () => ({
    frames: (async function* () {
      yield* frames
      heard.resolve()
    })(),
  })
  const socket = {
    principal: {},
    signal: new AbortController().signal,
    tell: (name: string, document: object) => told.push([name, document]),
  } as unknown as Socketed
  const parts = { engine: { follow }, chosen: () => 'kitchen', onFailure: assert.fail }
  new PageWindow(socket, parts as unknown as WindowParts).begin()
  await heard.promise
  const output = { device_id: 'kitchen', function_name: 'test_tone', complete: true }
  const [failed, played] = ['failed: no-sound-card', 'played'].map((out) => ({ ...output, out }))
  assert.deepEqual(told, [
    ['device_output', failed],
    ['alert', { message: 'Kitchen did not play the test tone (failed: no-sound-card).' }],
    ['device_output', played],
  ])
})
