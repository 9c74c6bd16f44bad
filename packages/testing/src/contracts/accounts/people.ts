import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, test } from 'node:test'
import { accounts } from '@baton/hub/accounts'
import type { Principal } from '@baton/hub/engine'
import type { UserId } from '@baton/protocol'
import type { AccountStoreSetup } from './account-store.ts'
import { accountWorld, CHEAP, chance, DAY_MS, key, PASSWORD, refused } from './fixtures.ts'

/** What people may do, and what happens to them, on any store. */
export function accountPeopleContract(setup: AccountStoreSetup): void {
  describe(`people of a household, on ${setup.name}`, () => {
    const world = accountWorld(setup)

    test('[A17] a browser that is known is not held up by what others fail, nor they by it', async () => {
      const { username } = await world.member()
      const wrong = { username, password: 'wrong password' }
      const { known } = await world.accounts.signIn({ username, password: PASSWORD }, 'shared')
      for (let n = 0; n < 6; n++) await assert.rejects(world.accounts.signIn(wrong, 'shared'))
      await refused('limit.too-many', world.accounts.signIn({ username, password: PASSWORD }, 'shared'))
      await world.accounts.signIn({ username, password: PASSWORD }, 'shared', { known })
      for (let n = 0; n < 6; n++) await assert.rejects(world.accounts.signIn(wrong, 'other', { known }))
      await refused(
        'limit.too-many',
        world.accounts.signIn({ username, password: PASSWORD }, 'other', { known }),
      )
      await world.accounts.signIn({ username, password: PASSWORD }, 'other')
    })

    test('[A17] the cookie is good for one name, and nobody else can make one', async () => {
      const { known } = await world.accounts.signIn({ username: 'Ada', password: PASSWORD }, 'here')
      assert.notEqual(world.accounts.knownMark(' ADA ', known), null)
      assert.equal(world.accounts.knownMark('Bob', known), null)
      assert.equal(
        accounts(world.opened.store, world.clock, chance, { cost: CHEAP }).knownMark('Ada', known),
        null,
      )
      for (const odd of [undefined, '', 'x', `${known}x`, known.slice(1)]) {
        assert.equal(world.accounts.knownMark('Ada', odd), null)
      }
      assert.equal(await world.accounts.authenticate('cookie', known), null)
    })

    test('[A18] an owner gives a listener limits, and nobody else has any', async () => {
      const { userId, username } = await world.member('listener')
      const limited = await world.accounts.people.changeRole(world.ada, userId, 'listener', { maxVolume: 40 })
      assert.deepEqual(limited.limits, { maxVolume: 40, mayAddDevices: true })
      await world.accounts.people.changeRole(world.ada, userId, 'listener', { mayAddDevices: false })
      assert.deepEqual((await world.signedIn(username)).limits, { maxVolume: 40, mayAddDevices: false })
      await world.accounts.people.changeRole(world.ada, userId, 'member', { maxVolume: 10 })
      assert.deepEqual((await world.signedIn(username)).limits, { maxVolume: null, mayAddDevices: true })
    })

    test('[A18] a member and a listener change nobody', async () => {
      for (const role of ['member', 'listener'] as const) {
        const person = await world.member(role)
        const principal = await world.signedIn(person.username)
        await refused(
          'auth.forbidden',
          world.accounts.people.changeRole(principal, person.userId, 'owner', {}),
        )
        await refused('auth.forbidden', world.accounts.people.remove(principal, world.ada.userId))
        await refused('auth.forbidden', world.accounts.people.resetCode(principal, world.ada.userId))
        await refused('auth.forbidden', world.accounts.signIns.list(principal, world.ada.userId))
      }
      await refused(
        'auth.user-not-found',
        world.accounts.people.changeRole(world.ada, randomUUID() as UserId, 'owner', {}),
      )
    })

    test('[A19] a change holds for the next request, here and on other workers, and is told', async () => {
      await using worker = world.worker()
      const person = await world.member()
      const { secret } = await world.accounts.signIn(
        { username: person.username, password: PASSWORD },
        'here',
      )
      const told: string[] = []
      worker.onChanged((userId) => told.push(userId))
      const here: string[] = []
      const stop = world.accounts.onChanged((userId) => here.push(userId))
      assert.deepEqual((await worker.authenticate('cookie', secret))?.roles, ['member'])
      assert.deepEqual((await world.accounts.authenticate('cookie', secret))?.roles, ['member'])
      await world.accounts.people.changeRole(world.ada, person.userId, 'listener', {})
      assert.deepEqual((await world.accounts.authenticate('cookie', secret))?.roles, ['listener'])
      await world.until(() => told.includes(person.userId))
      assert.deepEqual((await worker.authenticate('cookie', secret))?.roles, ['listener'])
      assert.deepEqual(here, [person.userId])
      stop()
    })

    test('[A20] the last owner stays, however many ask at once', async () => {
      await refused('auth.last-owner', world.accounts.people.remove(world.ada, world.ada.userId))
      await refused(
        'auth.last-owner',
        world.accounts.people.changeRole(world.ada, world.ada.userId, 'member', {}),
      )
      const eve = await world.member('owner')
      const asked = await Promise.allSettled([
        world.accounts.people.changeRole(world.ada, eve.userId, 'member', {}),
        world.accounts.people.changeRole(world.ada, world.ada.userId, 'member', {}),
        world.accounts.people.remove(world.ada, eve.userId),
        world.accounts.people.changeRole(world.ada, world.ada.userId, 'listener', {}),
      ])
      assert.ok(asked.some(({ status }) => status === 'rejected'))
      const owners = (await world.accounts.members(world.ada)).filter(({ roles }) => roles.includes('owner'))
      assert.equal(owners.length, 1)
      // Whoever is left gives it back, so that the story can go on.
      const [left] = owners
      const owner = await world.signedIn(left?.username ?? '')
      if (owner.userId !== world.ada.userId)
        await world.accounts.people.changeRole(owner, world.ada.userId, 'owner', {})
      world.ada = await world.signedIn('Ada')
    })

    test('[A21] with a person go sign-ins and name, and the name is free', async () => {
      const person = await world.member()
      const login = { username: person.username, password: PASSWORD }
      const { accessToken, refreshToken } = await world.accounts.passwordGrant(login, 'here')
      const principal = await world.accounts.authenticate('bearer', accessToken)
      const { secret } = await world.accounts.signIns.newKey(principal as Principal, key())
      const ended: string[] = []
      const stop = world.accounts.onRevoked((credentialId) => ended.push(credentialId))
      await world.accounts.people.remove(world.ada, person.userId)
      assert.ok(ended.includes(principal?.credentialId ?? ''))
      stop()
      assert.equal(await world.accounts.authenticate('bearer', accessToken), null)
      assert.equal(await world.accounts.authenticate('bearer', secret), null)
      await refused('auth.wrong-token', world.accounts.refreshGrant(refreshToken))
      await refused('auth.wrong-password', world.accounts.signIn(login, 'there'))
      await refused('auth.user-not-found', world.accounts.people.remove(world.ada, person.userId))
      assert.ok(!(await world.accounts.members(world.ada)).some(({ userId }) => userId === person.userId))
      const again = await world.accounts.createMember(world.ada, login)
      assert.notEqual(again.userId, person.userId)
    })

    test('[A44] what follows for the session and the devices is due with the change itself', async () => {
      const person = await world.member('listener')
      const dueOf = async () =>
        (await world.opened.due()).filter(({ key }) => key.startsWith(person.sessionId))
      for (const maxVolume of [40, 30]) {
        await world.accounts.people.changeRole(world.ada, person.userId, 'listener', { maxVolume })
      }
      const [due, ...others] = await dueOf()
      assert.deepEqual(others, [])
      const { userId, sessionId } = person
      const command = { type: 'session.limit-volume', sessionId, maxVolume: 30 }
      assert.deepEqual(due?.command, { userId, sessionId, command })
    })

    test('[A21] somebody who signs in while being removed is not in', async () => {
      const person = await world.member()
      const slow = {
        ...world.opened.store,
        async beginSignIn(...begun: Parameters<typeof world.opened.store.beginSignIn>) {
          await world.accounts.people.remove(world.ada, person.userId)
          return world.opened.store.beginSignIn(...begun)
        },
      }
      await using worker = world.worker(slow)
      const { secret } = await worker.signIn({ username: person.username, password: PASSWORD }, 'here')
      assert.equal(await worker.authenticate('cookie', secret), null)
    })

    test('[A22] a new password needs the former one and ends every other sign-in', async () => {
      const { username } = await world.member()
      const other = await world.accounts.passwordGrant({ username, password: PASSWORD }, 'there')
      const { principal, secret } = await world.accounts.signIn({ username, password: PASSWORD }, 'here')
      await refused(
        'auth.wrong-password',
        world.accounts.people.changePassword(principal, 'wrong', 'another password'),
      )
      await refused('auth.weak-password', world.accounts.people.changePassword(principal, PASSWORD, 'short'))
      await world.accounts.people.changePassword(principal, PASSWORD, 'another password')
      assert.ok(await world.accounts.authenticate('cookie', secret))
      assert.equal(await world.accounts.authenticate('bearer', other.accessToken), null)
      await refused('auth.wrong-password', world.accounts.signIn({ username, password: PASSWORD }, 'here'))
      await world.accounts.signIn({ username, password: 'another password' }, 'here')
    })

    test('[A22] guessing the former one is held up', async () => {
      const { username } = await world.member()
      const principal = await world.signedIn(username)
      for (let n = 0; n < 5; n++) {
        await refused(
          'auth.wrong-password',
          world.accounts.people.changePassword(principal, `guess ${n}`, PASSWORD),
        )
      }
      await refused(
        'limit.too-many',
        world.accounts.people.changePassword(principal, PASSWORD, 'another password'),
      )
    })

    test('[A22] a name is changed by oneself, and stays one name', async () => {
      const bob = await world.member()
      const { username } = await world.member()
      const principal = await world.signedIn(username)
      await refused(
        'request.invalid',
        world.accounts.people.rename(principal, ` ${bob.username.toUpperCase()} `),
      )
      const wanted = randomUUID()
      assert.equal((await world.accounts.people.rename(principal, wanted)).username, wanted)
      await world.accounts.signIn({ username: wanted, password: PASSWORD }, 'here')
      await refused('auth.wrong-password', world.accounts.signIn({ username, password: PASSWORD }, 'here'))
    })

    test('[A23] a reset code works once, the newest only, and ends every sign-in', async () => {
      const { userId, username } = await world.member()
      const { accessToken } = await world.accounts.passwordGrant({ username, password: PASSWORD }, 'there')
      const old = await world.accounts.people.resetCode(world.ada, userId)
      const { code, expiresAt } = await world.accounts.people.resetCode(world.ada, userId)
      assert.equal(expiresAt, world.clock.wallMs() + DAY_MS)
      await refused(
        'auth.reset-link',
        world.accounts.people.resetPassword(old.code, 'another password', 'here'),
      )
      await refused('auth.weak-password', world.accounts.people.resetPassword(code, 'short', 'here'))
      const { principal } = await world.accounts.people.resetPassword(code, 'another password', 'here')
      assert.equal(principal.userId, userId)
      assert.equal(await world.accounts.authenticate('bearer', accessToken), null)
      await refused('auth.reset-link', world.accounts.people.resetPassword(code, 'another password', 'here'))
      await world.accounts.signIn({ username, password: 'another password' }, 'here')
    })

    test('[A23] a reset code is good for a day', async () => {
      const { userId } = await world.member()
      const { code } = await world.accounts.people.resetCode(world.ada, userId)
      world.clock.step(DAY_MS)
      await refused('auth.reset-link', world.accounts.people.resetPassword(code, 'another password', 'here'))
    })

    test('[BX1] [BX2] [BX4] a box is a user and no person, and a household has so many at most', async () => {
      const { householdId, userId: approver } = world.ada
      const { boxes } = world.accounts
      const isThere = async (sessionId: string) =>
        (await world.opened.store.boxesOf(householdId)).some((box) => box.sessionId === sessionId)
      const box = await boxes.add(householdId, 'Box', approver)
      assert.ok(await isThere(box.sessionId))
      assert.equal((await world.opened.store.user(box.userId))?.isBox, true)
      assert.ok(!(await world.accounts.members(world.ada)).some(({ userId }) => userId === box.userId))
      await refused('auth.user-not-found', world.accounts.people.remove(world.ada, box.userId))
      await refused('device.not-found', boxes.remove(world.ada, world.ada.sessionId))
      for (let n = 1; n < 50; n++) await boxes.add(householdId, 'Box', approver)
      await refused('device.limit', boxes.add(householdId, 'One more', approver))
      await refused('device.limit', boxes.mustBeWelcome(world.ada))
      await boxes.remove(world.ada, box.sessionId)
      assert.ok(!(await isThere(box.sessionId)))
      await boxes.mustBeWelcome(world.ada)
    })
  })
}
