import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TrackId } from '@baton/protocol'
import { DEAF_BELL, EngineWorld, rest, type Speaking } from '../../../../testing/src/worlds/engine-world.ts'
import type { Admission, Principal, RunningEngine } from '../index.ts'

const OFFER_MS = 2_000
const WINDOW_MS = 120_000

async function tickets(world: EngineWorld, by: Principal) {
  const session = await world.session(by)
  return world.engine.tickets.forFollower(by, session)
}

/** The ticket of the current track, which it must have. */
async function ticketOf(world: EngineWorld, by: Principal): Promise<{ token: string; trackId: TrackId }> {
  const { current: token } = await tickets(world, by)
  const { current } = await world.session(by)
  assert.ok(token && current, 'it has no ticket')
  return { token, trackId: current.trackId }
}

async function admitted(engine: RunningEngine, token: string, trackId: TrackId): Promise<Admission> {
  const admission = await engine.tickets.admit(token, trackId)
  if ('code' in admission) assert.fail(`It was refused: ${admission.code}`)
  return admission
}

async function isGood(engine: RunningEngine, token: string, trackId: TrackId): Promise<boolean> {
  const admission = await engine.tickets.admit(token, trackId)
  if ('code' in admission) {
    assert.deepEqual([admission.code, admission.details], ['media.ticket-refused', undefined])
    return false
  }
  admission.release()
  return true
}

async function playing(world: EngineWorld): Promise<Speaking> {
  const kitchen = await world.speaker('Kitchen')
  await world.play(kitchen)
  return kitchen
}

/** The right to sound moves at once: a program that never reports is taken at its word. */
async function moveTo(world: EngineWorld, { deviceId }: Speaking): Promise<void> {
  await world.done({ type: 'session.choose-speaker', deviceId })
}

test('[T1] a ticket is of one user, device and right: with another of them it is another one', async () => {
  await using world = await EngineWorld.open()
  const kitchen = await playing(world)
  const script = await world.speaker('Script', { capabilities: { reports: false } })
  const neighbour = await world.speaker('Porch', { by: world.other })
  await world.play(neighbour)
  const first = await ticketOf(world, kitchen)
  const theirs = await ticketOf(world, neighbour)
  await moveTo(world, script)
  const second = await ticketOf(world, script)
  await world.done({ type: 'session.pause' })
  await moveTo(world, kitchen)
  const third = await ticketOf(world, kitchen)
  assert.equal(first.trackId, third.trackId)
  assert.equal(new Set([first, theirs, second, third].map(({ token }) => token)).size, 4)
  for (const old of [first, second]) assert.equal(await isGood(world.engine, old.token, old.trackId), false)
  const { householdId, sessionId, deviceId } = await admitted(world.engine, third.token, third.trackId)
  assert.deepEqual(
    [householdId, sessionId, deviceId],
    [world.me.householdId, world.me.sessionId, kitchen.deviceId],
  )
  const other = await admitted(world.engine, theirs.token, theirs.trackId)
  assert.deepEqual([other.sessionId, other.deviceId], [world.other.sessionId, neighbour.deviceId])
})

test('[T2] the active device and the one that is offered the music get tickets of the current and the next track, nobody else', async () => {
  await using world = await EngineWorld.open()
  const { kitchen, bath } = await world.offering()
  const attic = await world.speaker('Attic')
  const none = { current: null, next: null }
  assert.deepEqual(await tickets(world, attic), none)
  assert.deepEqual(await tickets(world, world.me), none)
  const { session } = (await world.engine.session(world.me, world.me.sessionId)) ?? {}
  assert.ok(session?.current && session.next)
  const porch = await world.speaker('Porch', { by: world.other })
  assert.deepEqual(world.engine.tickets.forFollower(porch, session), none)
  for (const device of [kitchen, bath]) {
    const { current, next } = await tickets(world, device)
    assert.ok(current && next)
    assert.equal(await isGood(world.engine, current, session.current.trackId), true)
    assert.equal(await isGood(world.engine, next, session.next.trackId), true)
  }
})

test('[T3] the same right gives the same ticket, whatever is done meanwhile, and over a restart', async () => {
  await using world = await EngineWorld.open()
  const kitchen = await playing(world)
  const first = await tickets(world, kitchen)
  await world.done({ type: 'session.seek', positionMs: 5_000 })
  await world.done({ type: 'session.pause' })
  await world.done({ type: 'session.set-volume', volume: 3 })
  await world.clock.advance(30_000)
  await world.restart()
  await world.done({ type: 'session.play' }, { by: kitchen })
  assert.deepEqual(await tickets(world, kitchen), first)
  // The next track's ticket is the same once that track is the current one.
  await world.done({ type: 'session.next' })
  assert.equal((await tickets(world, kitchen)).current, first.next)
})

test('[T4] a worker that heard nothing of a change judges by the store all the same', async () => {
  await using world = await EngineWorld.open()
  const kitchen = await playing(world)
  const script = await world.speaker('Script', { capabilities: { reports: false } })
  const deaf = await world.worker({ bell: DEAF_BELL, soleWorker: false })
  const { token, trackId } = await ticketOf(world, kitchen)
  const held = await admitted(deaf, token, trackId)
  await moveTo(world, script)
  const now = await ticketOf(world, script)
  assert.equal(await isGood(deaf, token, trackId), false)
  assert.equal(await isGood(deaf, now.token, now.trackId), true)
  // What it let in before is cut when it looks at the log by itself.
  assert.equal(held.revoked.aborted, false)
  await world.clock.advance(1_500)
  await rest()
  assert.equal(held.revoked.aborted, true)
})

test('[T5] a ticket of an offer stays good when it is taken', async () => {
  await using world = await EngineWorld.open()
  const { bath, report } = await world.offering()
  const { token, trackId } = await ticketOf(world, bath)
  const preloading = await admitted(world.engine, token, trackId)
  await report('ready')
  await rest()
  assert.equal((await world.session()).activeDeviceId, bath.deviceId)
  assert.equal((await ticketOf(world, bath)).token, token)
  assert.equal(await isGood(world.engine, token, trackId), true)
  assert.equal(preloading.revoked.aborted, false)
})

test('[T5] a ticket of an offer dies with it', async () => {
  await using world = await EngineWorld.open()
  const { kitchen, bath } = await world.offering()
  const { token, trackId } = await ticketOf(world, bath)
  const preloading = await admitted(world.engine, token, trackId)
  const own = await ticketOf(world, kitchen)
  const sounding = await admitted(world.engine, own.token, own.trackId)
  await world.clock.advance(OFFER_MS + 100)
  await rest()
  assert.equal(await isGood(world.engine, token, trackId), false)
  assert.deepEqual([preloading.revoked.aborted, sounding.revoked.aborted], [true, false])
  assert.deepEqual(await tickets(world, bath), { current: null, next: null })
})

test('[T6] a change of the right to sound ends the former tickets at once and cuts what is open', async () => {
  await using world = await EngineWorld.open()
  const script = await world.speaker('Script', { capabilities: { reports: false } })
  for (const change of [
    () => moveTo(world, script),
    ({ deviceId }) => world.done({ type: 'device.remove', deviceId }),
    ({ deviceId }) => world.done({ type: 'device.update', deviceId, enabled: false }),
  ] as readonly ((kitchen: Speaking) => Promise<unknown>)[]) {
    const kitchen = await world.speaker('Kitchen')
    await world.done({ type: 'session.stop' })
    await moveTo(world, kitchen)
    await world.play(kitchen)
    const { token, trackId } = await ticketOf(world, kitchen)
    const { next } = await tickets(world, kitchen)
    const announced = (await world.session()).next?.trackId
    assert.ok(next && announced)
    const open = [await admitted(world.engine, token, trackId), await admitted(world.engine, next, announced)]
    await change(kitchen)
    await rest()
    assert.deepEqual(
      open.map(({ revoked }) => revoked.aborted),
      [true, true],
    )
    assert.equal(await isGood(world.engine, token, trackId), false)
    assert.equal(await isGood(world.engine, next, announced), false)
  }
})

test('[T7] a ticket starts requests while its device was heard of within 120 s; any contact slides that', async () => {
  await using world = await EngineWorld.open()
  const kitchen = await playing(world)
  const { token, trackId } = await ticketOf(world, kitchen)
  const begun = await admitted(world.engine, token, trackId)
  await world.clock.advance(WINDOW_MS - 1_000)
  assert.equal(await isGood(world.engine, token, trackId), true)
  await world.clock.advance(2_000)
  assert.equal(await isGood(world.engine, token, trackId), false)
  // What was begun goes on.
  assert.equal(begun.revoked.aborted, false)
  world.engine.heard(kitchen)
  await rest()
  assert.equal(await isGood(world.engine, token, trackId), true)
  for (let i = 0; i < 5; i++) {
    await world.clock.advance(WINDOW_MS - 5_000)
    world.engine.heard(kitchen)
    await rest()
    assert.equal(await isGood(world.engine, token, trackId), true)
  }
})

test('[T8] what is forged, changed, or for another track is refused, and nobody is told why', async () => {
  await using world = await EngineWorld.open()
  const kitchen = await playing(world)
  const { token, trackId } = await ticketOf(world, kitchen)
  const [body = '', seal = ''] = token.split('.')
  const another = world.household.tracks.find((id) => id !== trackId)
  assert.ok(another)
  assert.equal(await isGood(world.engine, token, another), false)
  const fields = Buffer.from(body, 'base64url').toString()
  const forOther = Buffer.from(fields.replace(trackId, another)).toString('base64url')
  const flip = (text: string) => `${text.startsWith('A') ? 'B' : 'A'}${text.slice(1)}`
  const forged = [
    '',
    '.',
    'x.y',
    body,
    `${body}.`,
    `.${seal}`,
    `${body}.${flip(seal)}`,
    `${flip(body)}.${seal}`,
  ]
  for (const text of [
    ...forged,
    `${token}.x`,
    `${token}x`,
    'x'.repeat(5_000),
    `${body}.${seal.slice(0, -1)}`,
  ]) {
    assert.equal(await isGood(world.engine, text, trackId), false, text.slice(0, 40))
  }
  assert.equal(await isGood(world.engine, `${forOther}.${seal}`, another), false)
  const elsewhere = await world.worker({ ticketKey: new Uint8Array(32).fill(8), soleWorker: false })
  assert.equal(await isGood(elsewhere, token, trackId), false)
  const made = elsewhere.tickets.forFollower(kitchen, await world.session()).current
  assert.ok(made && made !== token)
  assert.equal(await isGood(world.engine, made, trackId), false)
  assert.equal(await isGood(world.engine, token, trackId), true)
})

test('[T9] an admission that was released hears of nothing any more, and releasing it twice harms nobody', async () => {
  await using world = await EngineWorld.open()
  const kitchen = await playing(world)
  const script = await world.speaker('Script', { capabilities: { reports: false } })
  const { token, trackId } = await ticketOf(world, kitchen)
  const [released, kept] = [
    await admitted(world.engine, token, trackId),
    await admitted(world.engine, token, trackId),
  ]
  released.release()
  released.release()
  await moveTo(world, script)
  await rest()
  assert.deepEqual([released.revoked.aborted, kept.revoked.aborted], [false, true])
  kept.release()
})
