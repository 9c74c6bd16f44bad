// What a change of an account means elsewhere: carried out before the change answers and, where the worker that took it
// dies in between, by another.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { CommandId, DeviceId, SessionView } from '@baton/protocol'
import { OWNER, type ServedHub, serveHub } from '@baton/testing/worlds/http-world'
import { until } from '@baton/testing/worlds/hub-process-world'
import type { User } from '#accounts'
import type { Principal } from '#engine'

const MATE = { username: 'Bob', password: 'a long password' }
const TRACKS = [{ name: '1.flac', durationMs: 60_000 }]

test('[A44] a limit holds in the session when the change answers', async () => {
  await using hub = await serveHub()
  const { userId } = await hub.accounts.createMember(hub.owner, MATE, 'listener')
  const changed = await hub.accounts.people.changeRole(hub.owner, userId, null, { maxVolume: 30 })
  assert.deepEqual(changed.roles, ['listener'])
  assert.equal(await limitOf(hub, changed), 30)
  await hub.accounts.people.changeRole(hub.owner, userId, 'member', {})
  assert.equal(await limitOf(hub, changed), null)
})

test('[A44] a limit reaches the session although the worker that took it died at once', async () => {
  await using hub = await serveHub()
  await using dying = hub.dyingAccounts()
  const user = await hub.accounts.createMember(hub.owner, MATE, 'listener')
  for (const maxVolume of [60, 30]) {
    await dying.people.changeRole(hub.owner, user.userId, 'listener', { maxVolume })
  }
  await until('the session knows its limit', async () => (await limitOf(hub, user)) === 30)
  assert.deepEqual(hub.failures, [])
})

test('[A44] an earlier limit is not carried out behind a later one', async () => {
  await using hub = await serveHub()
  await using dying = hub.dyingAccounts()
  const user = await hub.accounts.createMember(hub.owner, MATE, 'listener')
  const change = (maxVolume: number) =>
    dying.people.changeRole(hub.owner, user.userId, 'listener', { maxVolume })
  const earlier = await change(60)
  const later = await change(30)
  await hub.engine.limitVolume(user, later.limits.maxVolume)
  await hub.engine.limitVolume(user, earlier.limits.maxVolume)
  assert.equal(await limitOf(hub, user), 30)
  assert.deepEqual(hub.failures, [])
})

for (const worker of ['a worker that lives', 'a worker that dies at once'] as const) {
  test(`[A44] [A21] devices and private playlists of somebody who is removed by ${worker} go`, async () => {
    await using hub = await serveHub()
    await using dying = hub.dyingAccounts()
    const user = await hub.accounts.createMember(hub.owner, MATE)
    const mate = await hub.program('attic', MATE)
    const made = await mate.post('/playlists', { title: 'Own' })
    assert.equal(made.status, 201)
    const bob = { ...hub.owner, ...user, deviceId: null }
    const left = async () => [...(await hub.engine.devices(bob)), ...(await hub.engine.playlists(bob))]
    assert.equal((await left()).length, 2)
    if (worker === 'a worker that lives') {
      await hub.accounts.people.remove(hub.owner, user.userId)
      assert.deepEqual(await left(), [])
    } else {
      await dying.people.remove(hub.owner, user.userId)
      await until('nothing is left', async () => (await left()).length === 0)
    }
    assert.deepEqual(hub.failures, [])
  })
}

test('[A44] signing out gives up the right to sound before it answers', async () => {
  await using hub = await serveHub({ tracks: TRACKS })
  const kitchen = await sounding(hub)
  await hub.accounts.signOut(kitchen)
  assert.equal(isSounding(await sessionOf(hub)), false)
})

test('[A44] the right to sound goes with a sign-in although the worker that ended it died at once', async () => {
  await using hub = await serveHub({ tracks: TRACKS })
  await using dying = hub.dyingAccounts()
  const kitchen = await sounding(hub)
  await dying.signOut(kitchen)
  await until('nothing sounds', async () => !isSounding(await sessionOf(hub)))
  assert.deepEqual(hub.failures, [])
})

for (const end of ['somebody who is removed', 'its sign-in'] as const) {
  test(`[A44] [SD9] a loudspeaker that was borrowed is let go with ${end}, although the worker died at once`, async () => {
    await using hub = await serveHub({ tracks: TRACKS })
    await using dying = hub.dyingAccounts()
    const { kitchen, bob, his, shown } = await borrowed(hub)
    await (end === 'its sign-in' ? dying.signOut(kitchen) : dying.people.remove(hub.owner, bob.userId))
    await until('it is let go', async () => (await his())?.activeDeviceId === null)
    assert.equal((await shown())?.playsFor ?? null, null)
    assert.deepEqual(hub.failures, [])
  })
}

for (const worker of ['a worker that lives', 'a worker that dies at once'] as const) {
  test(`[A44] [SD5] a loudspeaker shows for whom it plays by the name that ${worker} has just changed`, async () => {
    await using hub = await serveHub({ tracks: TRACKS })
    await using dying = hub.dyingAccounts()
    const { bob, shown } = await borrowed(hub)
    const { people } = worker === 'a worker that lives' ? hub.accounts : dying
    await people.rename(bob, 'Robert')
    if (worker === 'a worker that dies at once')
      await until('it shows the name', async () => (await shown())?.playsFor?.name === 'Robert')
    assert.deepEqual((await shown())?.playsFor, { userId: bob.userId, name: 'Robert' })
    assert.deepEqual(hub.failures, [])
  })
}

test('[SD5] what the hub does by itself for somebody is shown by that one’s name', async () => {
  await using hub = await serveHub({ tracks: TRACKS })
  const { bob, his, shown } = await borrowed(hub)
  const phone = await loudspeaker(hub, bob, 'Phone')
  const { sessionId } = bob
  const { deviceId } = phone
  await hub.engine.execute(phone, { type: 'session.choose-speaker', sessionId, deviceId })
  assert.ok((await his())?.handOver)
  assert.equal((await shown())?.playsFor ?? null, null)
  hub.pass(2_500)
  await until('nobody has heard the phone', async () => (await shown())?.playsFor != null)
  assert.deepEqual((await shown())?.playsFor, { userId: bob.userId, name: MATE.username })
})

test('[A44] [A14] giving back any secret of a sign-in is signing out', async () => {
  await using hub = await serveHub({ tracks: TRACKS })
  const program = await hub.program('kitchen')
  const kitchen = await playing(hub, program.token)
  await hub.accounts.revoke(program.token)
  assert.equal(await hub.accounts.authenticate('bearer', program.token), null)
  assert.equal(isSounding(await sessionOf(hub)), false)
  assert.notEqual(kitchen.deviceId, null)
})

test('[A15] whoever registers or removes a device is bound and unbound, through any door and by a repetition too', async () => {
  await using hub = await serveHub()
  const first = await hub.program()
  const second = await hub.program()
  const who = async ({ token }: { readonly token: string }) => {
    const principal = await hub.accounts.authenticate('bearer', token)
    assert.ok(principal)
    return principal
  }
  const id = 'registered once' as CommandId
  const register = { type: 'device.register', name: 'Kitchen' } as const
  const receipt = await hub.engine.execute(await who(first), register, id)
  assert.ok(receipt.outcome === 'accepted')
  const { deviceId } = receipt.result
  assert.ok(deviceId)
  assert.equal((await who(first)).deviceId, deviceId)
  assert.equal((await who(second)).deviceId, null)
  assert.deepEqual(await hub.engine.execute(await who(second), register, id), receipt)
  assert.equal((await who(second)).deviceId, deviceId)
  await hub.engine.execute(await who(second), { type: 'device.remove', deviceId })
  assert.deepEqual([(await who(first)).deviceId, (await who(second)).deviceId], [null, null])
})

/** A device on which music plays, as the credential says who it is. */
async function sounding(hub: ServedHub): Promise<Principal> {
  const { token } = await hub.program('kitchen', OWNER)
  return playing(hub, token)
}

async function playing(hub: ServedHub, token: string): Promise<Principal> {
  const principal = await hub.accounts.authenticate('bearer', token)
  assert.ok(principal)
  const { sessionId } = principal
  const source = { trackIds: [...hub.trackIds] }
  await hub.engine.execute(principal, { type: 'queue.enqueue', sessionId, source, at: 'now' })
  assert.ok(isSounding(await sessionOf(hub)))
  return principal
}

function isSounding({ playState }: SessionView): boolean {
  return playState === 'playing'
}

async function sessionOf({ engine, owner }: ServedHub): Promise<SessionView> {
  const reading = await engine.session(owner, owner.sessionId)
  assert.ok(reading)
  return reading.session
}

async function limitOf({ engine, owner }: ServedHub, user: User): Promise<number | null> {
  const reading = await engine.session({ ...owner, ...user, deviceId: null }, user.sessionId)
  return reading?.session.maxVolume ?? null
}

/** Somebody’s music on the loudspeaker of another. */
async function borrowed(hub: ServedHub) {
  const { token } = await hub.program('kitchen', OWNER)
  const principal = await hub.accounts.authenticate('bearer', token)
  assert.ok(principal)
  const kitchen = await loudspeaker(hub, principal, 'Kitchen')
  const { deviceId } = kitchen
  await hub.engine.execute(kitchen, { type: 'device.update', deviceId, players: 'everybody' })
  const user = await hub.accounts.createMember(hub.owner, MATE)
  const bob: Principal = { ...hub.owner, ...user, deviceId: null }
  const { sessionId } = user
  await hub.engine.execute(bob, { type: 'session.choose-speaker', sessionId, deviceId })
  const source = { trackIds: [...hub.trackIds] }
  await hub.engine.execute(bob, { type: 'queue.enqueue', sessionId, source, at: 'now' })
  const his = async () => (await hub.engine.session(bob, sessionId))?.session
  assert.equal((await his())?.playState, 'playing')
  const shown = async () =>
    (await hub.engine.devices(hub.owner)).find((device) => device.deviceId === deviceId)
  return { kitchen, bob, his, shown }
}

/** One that says what it really does. */
async function loudspeaker({ engine }: ServedHub, principal: Principal, name: string) {
  const deviceId = principal.deviceId ?? (randomUUID() as DeviceId)
  const speaking = { ...principal, deviceId }
  const capabilities = { sound: true, unlocked: true, reports: true }
  const register = { type: 'device.register', deviceId, name, kind: 'agent', capabilities } as const
  const receipt = await engine.execute(speaking, register)
  assert.equal(receipt.outcome, 'accepted')
  return speaking
}
