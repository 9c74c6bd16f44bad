// What a change of an account means elsewhere: carried out before the change answers and, where the worker that took it
// dies in between, by another.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CommandId, SessionView } from '@baton/protocol'
import { OWNER, type ServedHouse, serveHouse } from '@baton/testing/worlds/http-world'
import { until } from '@baton/testing/worlds/hub-process-world'
import type { User } from '#accounts'
import type { Principal } from '#engine'

const MATE = { username: 'Bob', password: 'a long password' }
const TRACKS = [{ name: '1.flac', durationMs: 60_000 }]

test('[A44] a limit holds in the session when the change answers', async () => {
  await using house = await serveHouse()
  const { userId } = await house.accounts.createMember(house.owner, MATE, 'listener')
  const changed = await house.accounts.people.changeRole(house.owner, userId, null, { maxVolume: 30 })
  assert.deepEqual(changed.roles, ['listener'])
  assert.equal(await limitOf(house, changed), 30)
  await house.accounts.people.changeRole(house.owner, userId, 'member', {})
  assert.equal(await limitOf(house, changed), null)
})

test('[A44] a limit reaches the session although the worker that took it died at once', async () => {
  await using house = await serveHouse()
  await using dying = house.dyingAccounts()
  const user = await house.accounts.createMember(house.owner, MATE, 'listener')
  for (const maxVolume of [60, 30]) {
    await dying.people.changeRole(house.owner, user.userId, 'listener', { maxVolume })
  }
  await until('the session knows its limit', async () => (await limitOf(house, user)) === 30)
  assert.deepEqual(house.failures, [])
})

test('[A44] an earlier limit is not carried out behind a later one', async () => {
  await using house = await serveHouse()
  await using dying = house.dyingAccounts()
  const user = await house.accounts.createMember(house.owner, MATE, 'listener')
  const change = (maxVolume: number) =>
    dying.people.changeRole(house.owner, user.userId, 'listener', { maxVolume })
  const earlier = await change(60)
  const later = await change(30)
  await house.engine.limitVolume(user, later.limits.maxVolume)
  await house.engine.limitVolume(user, earlier.limits.maxVolume)
  assert.equal(await limitOf(house, user), 30)
  assert.deepEqual(house.failures, [])
})

for (const worker of ['a worker that lives', 'a worker that dies at once'] as const) {
  test(`[A44] [A21] devices and private playlists of somebody who is removed by ${worker} go`, async () => {
    await using house = await serveHouse()
    await using dying = house.dyingAccounts()
    const user = await house.accounts.createMember(house.owner, MATE)
    const mate = await house.program('attic', MATE)
    const made = await mate.post('/playlists', { title: 'Own' })
    assert.equal(made.status, 201)
    const bob = { ...house.owner, ...user, deviceId: null }
    const left = async () => [...(await house.engine.devices(bob)), ...(await house.engine.playlists(bob))]
    assert.equal((await left()).length, 2)
    if (worker === 'a worker that lives') {
      await house.accounts.people.remove(house.owner, user.userId)
      assert.deepEqual(await left(), [])
    } else {
      await dying.people.remove(house.owner, user.userId)
      await until('nothing is left', async () => (await left()).length === 0)
    }
    assert.deepEqual(house.failures, [])
  })
}

test('[A44] signing out gives up the right to sound before it answers', async () => {
  await using house = await serveHouse({ tracks: TRACKS })
  const kitchen = await sounding(house)
  await house.accounts.signOut(kitchen)
  assert.equal(isSounding(await sessionOf(house)), false)
})

test('[A44] the right to sound goes with a sign-in although the worker that ended it died at once', async () => {
  await using house = await serveHouse({ tracks: TRACKS })
  await using dying = house.dyingAccounts()
  const kitchen = await sounding(house)
  await dying.signOut(kitchen)
  await until('nothing sounds', async () => !isSounding(await sessionOf(house)))
  assert.deepEqual(house.failures, [])
})

test('[A44] [A14] giving back any secret of a sign-in is signing out', async () => {
  await using house = await serveHouse({ tracks: TRACKS })
  const program = await house.program('kitchen')
  const kitchen = await playing(house, program.token)
  await house.accounts.revoke(program.token)
  assert.equal(await house.accounts.authenticate('bearer', program.token), null)
  assert.equal(isSounding(await sessionOf(house)), false)
  assert.notEqual(kitchen.deviceId, null)
})

test('[A15] whoever registers or removes a device is bound and unbound, through any door and by a repetition too', async () => {
  await using house = await serveHouse()
  const first = await house.program()
  const second = await house.program()
  const who = async ({ token }: { readonly token: string }) => {
    const principal = await house.accounts.authenticate('bearer', token)
    assert.ok(principal)
    return principal
  }
  const id = 'registered once' as CommandId
  const register = { type: 'device.register', name: 'Kitchen' } as const
  const receipt = await house.engine.execute(await who(first), register, id)
  assert.ok(receipt.outcome === 'accepted')
  const { deviceId } = receipt.result
  assert.ok(deviceId)
  assert.equal((await who(first)).deviceId, deviceId)
  assert.equal((await who(second)).deviceId, null)
  assert.deepEqual(await house.engine.execute(await who(second), register, id), receipt)
  assert.equal((await who(second)).deviceId, deviceId)
  await house.engine.execute(await who(second), { type: 'device.remove', deviceId })
  assert.deepEqual([(await who(first)).deviceId, (await who(second)).deviceId], [null, null])
})

/** A device on which music plays, as the credential says who it is. */
async function sounding(house: ServedHouse): Promise<Principal> {
  const { token } = await house.program('kitchen', OWNER)
  return playing(house, token)
}

async function playing(house: ServedHouse, token: string): Promise<Principal> {
  const principal = await house.accounts.authenticate('bearer', token)
  assert.ok(principal)
  const { sessionId } = principal
  const source = { trackIds: [...house.trackIds] }
  await house.engine.execute(principal, { type: 'queue.enqueue', sessionId, source, at: 'now' })
  assert.ok(isSounding(await sessionOf(house)))
  return principal
}

function isSounding({ playState }: SessionView): boolean {
  return playState === 'playing'
}

async function sessionOf({ engine, owner }: ServedHouse): Promise<SessionView> {
  const reading = await engine.session(owner, owner.sessionId)
  assert.ok(reading)
  return reading.session
}

async function limitOf({ engine, owner }: ServedHouse, user: User): Promise<number | null> {
  const reading = await engine.session({ ...owner, ...user, deviceId: null }, user.sessionId)
  return reading?.session.maxVolume ?? null
}
