// A worker changes an account and dies before it has told the session and the devices: here, by changing the account
// without the door that would go on.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ServedHouse, serveHouse } from '@baton/testing/worlds/http-world'
import { until } from '@baton/testing/worlds/hub-process-world'
import type { User } from '#accounts'

const MATE = { username: 'Bob', password: 'a long password' }

test('[A44] a limit reaches the session although the worker that took it died at once', async () => {
  await using house = await serveHouse()
  const user = await house.accounts.createMember(house.owner, MATE, 'listener')
  for (const maxVolume of [60, 30]) {
    await house.accounts.people.changeRole(house.owner, user.userId, 'listener', { maxVolume })
  }
  await until('the session knows its limit', async () => (await limitOf(house, user)) === 30)
  assert.deepEqual(house.failures, [])
})

test('[A44] an earlier limit is not carried out behind a later one', async () => {
  await using house = await serveHouse()
  const user = await house.accounts.createMember(house.owner, MATE, 'listener')
  const change = (maxVolume: number) =>
    house.accounts.people.changeRole(house.owner, user.userId, 'listener', { maxVolume })
  const earlier = await change(60)
  const later = await change(30)
  await house.engine.limitVolume(user, later.limits.maxVolume)
  await house.engine.limitVolume(user, earlier.limits.maxVolume)
  assert.equal(await limitOf(house, user), 30)
  assert.deepEqual(house.failures, [])
})

test('[A44] [A21] devices and private playlists of somebody who is removed go, although the worker died at once', async () => {
  await using house = await serveHouse()
  const user = await house.accounts.createMember(house.owner, MATE)
  const mate = await house.program('attic', MATE)
  const made = await mate.post('/playlists', { title: 'Own' })
  assert.equal(made.status, 201)
  const bob = { ...house.owner, ...user, deviceId: null }
  assert.equal((await house.engine.devices(bob)).length, 1)
  await house.accounts.people.remove(house.owner, user.userId)
  await until('nothing is left', async () => {
    const left = [...(await house.engine.devices(bob)), ...(await house.engine.playlists(bob))]
    return left.length === 0
  })
  assert.deepEqual(house.failures, [])
})

async function limitOf({ engine, owner }: ServedHouse, user: User): Promise<number | null> {
  const reading = await engine.session({ ...owner, ...user, deviceId: null }, user.sessionId)
  return reading?.session.maxVolume ?? null
}
