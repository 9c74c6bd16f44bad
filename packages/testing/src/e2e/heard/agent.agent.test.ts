// Measures time: runs alone.
import assert from 'node:assert/strict'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { lacking } from '../../machine/child.ts'
import { soundingStretches } from '../../recordings/sounding.ts'
import { until } from '../../worlds/hub-process-world.ts'
import { LoudspeakerHouse } from '../../worlds/loudspeaker-house.ts'
import { assertNear, assertSilent, between, heardAt, inMs } from './assert-heard.ts'
import { said, times } from './said.ts'

const skip = lacking('mpv', 'pulseaudio', 'parec', 'pactl', 'flac', 'setpriv')
/** The hub corrects a timeline that is further off than this. */
const SHOWN_WITHIN_MS = 500

test('[AG11] [AG32] mpv, agent and hub are killed while it plays: it goes on where the timeline is, or is silent', {
  skip,
  timeout: 240_000,
}, async (t) => {
  await using house = await LoudspeakerHouse.build(['kitchen'])
  const { phone } = house
  const { kitchen, take } = await heardInTheKitchen(house)

  const mpv = await kitchen.mpv()
  process.kill(mpv, 'SIGKILL')
  const killedAtMs = take.positionMs()
  await until('another mpv runs', async () => (await kitchen.mpv()) !== mpv)
  await wait(4_000)
  const afterMpv = { ...(await phone.session()), atMs: take.positionMs() }

  await house.endHub('SIGKILL')
  await said(kitchen, /The hub is away\n/g, 1)
  const whileAwayMs = take.positionMs()
  await house.startHub()
  await said(kitchen, /The hub is live\n/g, 2)
  await wait(3_000)
  const afterHub = { ...(await phone.session()), atMs: take.positionMs() }

  const orphan = await kitchen.mpv()
  await kitchen.end('SIGKILL')
  await until('its mpv is gone', async () => !existsSync(`/proc/${orphan}/exe`), 2_000)
  const goneAtMs = take.positionMs()
  await wait(1_500)
  const silentUntilMs = take.positionMs()
  await kitchen.start()
  await said(kitchen, /is sounding\n/g, 1)
  await wait(3_000)
  const afterAgent = { ...(await phone.session()), atMs: take.positionMs() }
  const { kitchen: heard } = await take.stop()

  for (const [what, session] of Object.entries({ afterMpv, afterHub, afterAgent })) {
    const now = heardAt(heard, session.atMs)
    t.diagnostic(
      `${what}: ${session.playState}, shown at ${inMs(session.positionMs)}, heard at ${inMs(now?.positionMs)}`,
    )
    assert.equal(session.playState, 'playing')
    assertNear(now?.positionMs, session.positionMs, SHOWN_WITHIN_MS)
  }
  const before = heardAt(heard, killedAtMs - 50)?.positionMs ?? 0
  const lostMs = afterMpv.atMs - killedAtMs - ((heardAt(heard, afterMpv.atMs)?.positionMs ?? 0) - before)
  t.diagnostic(`without sound for ${inMs(lostMs)} after mpv was killed; it went on where it had stood`)
  assert.ok(heardAt(heard, whileAwayMs), 'it sounds on while the hub is away')
  assertSilent(between(heard, goneAtMs + 100, silentUntilMs))
})

test('[AG15] [AG33] an agent that stands still, and one whose hub stays away, fall silent before anybody else may sound', {
  skip,
  timeout: 240_000,
}, async (t) => {
  await using house = await LoudspeakerHouse.build(['kitchen'])
  const { phone } = house
  const { kitchen, take } = await heardInTheKitchen(house)
  kitchen.signal('SIGSTOP')
  const frozenAtMs = take.positionMs()
  await wait(6_000)
  const thawedAtMs = take.positionMs()
  kitchen.signal('SIGCONT')
  await wait(4_000)
  const thawed = { ...(await phone.session()), atMs: take.positionMs() }
  await house.endHub('SIGKILL')
  const aloneAtMs = take.positionMs()
  await wait(31_000)
  const aloneUntilMs = take.positionMs()
  const sounded = times(kitchen, /is sounding\n/g)
  await house.startHub()
  await said(kitchen, /is sounding\n/g, sounded + 1)
  await wait(2_000)
  const back = { ...(await phone.session()), atMs: take.positionMs() }
  const { kitchen: heard } = await take.stop()

  const frozen = soundingStretches(between(heard, frozenAtMs, thawedAtMs)).at(-1)?.endMs ?? 0
  t.diagnostic(`frozen, it was silent after ${inMs(frozen)}`)
  assert.ok(frozen < 4_000, `it sounded for ${frozen} ms`)
  assertNear(heardAt(heard, thawed.atMs)?.positionMs, thawed.positionMs, SHOWN_WITHIN_MS)
  const alone = soundingStretches(between(heard, aloneAtMs, aloneUntilMs)).at(-1)?.endMs ?? 0
  t.diagnostic(`without a hub, it was silent after ${inMs(alone)}`)
  assert.ok(alone > 15_000 && alone < 30_000, `it sounded for ${alone} ms`)
  t.diagnostic(`afterwards ${back.playState}, shown at ${inMs(back.positionMs)}`)
  assert.equal(back.playState, 'playing')
  assertNear(heardAt(heard, back.atMs)?.positionMs, back.positionMs, SHOWN_WITHIN_MS)
})

test('[AG28] [AG21] [AG25] told to end it is silent at once and the session paused; started again it is the same device', {
  skip,
  timeout: 120_000,
}, async () => {
  await using house = await LoudspeakerHouse.build(['kitchen'])
  const { phone, pulse } = house
  const kitchen = house.agent('kitchen')
  const deviceId = await house.deviceOf('kitchen')
  await phone.send({ type: 'device.update', deviceId, name: 'Cuisine' })
  const take = pulse.record()
  await phone.send({ type: 'session.choose-speaker', deviceId })
  await phone.send({ type: 'queue.enqueue', source: { trackIds: [...house.trackIds] }, at: 'now' })
  await wait(2_000)
  const leaving = performance.now()
  await kitchen.end('SIGTERM')
  assert.ok(performance.now() - leaving < 4_000)
  const endedAtMs = take.positionMs()
  assert.equal((await phone.session()).playState, 'paused')
  const mode = (name: string) => statSync(join(kitchen.state, name)).mode & 0o777
  assert.deepEqual([mode('.'), mode('credential.json'), mode('reports.json')], [0o700, 0o600, 0o600])
  await kitchen.start()
  await kitchen.ready()
  await wait(1_500)
  const { kitchen: heard } = await take.stop()
  assertSilent(between(heard, endedAtMs, endedAtMs + 1_500))
  const devices = await phone.devices()
  assert.deepEqual(
    devices.map((device) => [device.deviceId, device.name]),
    [[deviceId, 'Cuisine']],
  )
  assert.equal((await phone.session()).playState, 'paused')
})

/** The kitchen plays, and has been recorded since before it began. */
async function heardInTheKitchen(house: LoudspeakerHouse) {
  const kitchen = house.agent('kitchen')
  const take = house.pulse.record()
  await house.playIn('kitchen')
  await wait(2_500)
  return { kitchen, take }
}
