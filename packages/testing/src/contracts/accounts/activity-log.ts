import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, test } from 'node:test'
import { accounts } from '@baton/hub/accounts'
import type { Principal } from '@baton/hub/engine'
import type { DeviceId } from '@baton/protocol'
import type { AccountStoreSetup } from './account-store.ts'
import { accountWorld, CHEAP, chance, DAY_MS, key, MINUTE_MS, PASSWORD, refused } from './fixtures.ts'

/** Whom others vouch for, and what is remembered, on any store. */
export function accountLogContract(setup: AccountStoreSetup): void {
  describe(`whom others vouch for, and the audit log, on ${setup.name}`, () => {
    const world = accountWorld(setup)

    test('[A34] whom a proxy names comes in, and unknown people only where they may be created', async () => {
      await refused('auth.unknown-identity', world.accounts.identities.proxySignIn('Zoe', false, 'proxy'))
      const { principal } = await world.accounts.identities.proxySignIn('Zoe', true, 'proxy')
      assert.deepEqual([principal.username, principal.roles], ['Zoe', ['member']])
      const again = await world.accounts.identities.proxySignIn(' zoe ', false, 'proxy')
      assert.equal(again.principal.userId, principal.userId)
      await refused('auth.wrong-password', world.accounts.signIn({ username: 'Zoe', password: '' }, 'here'))
      const both = await Promise.all(
        [1, 2].map(() => world.accounts.identities.proxySignIn('Kim', true, 'proxy')),
      )
      assert.equal(new Set(both.map((signIn) => signIn.principal.userId)).size, 1)
    })

    test('[A36] an identity belongs to one person, and gives nobody else’s name away', async () => {
      const identity = { issuer: 'https://id.example', subject: randomUUID(), username: 'Ada' }
      const comeIn = (mayCreate: boolean, link: Principal | null = null) =>
        world.accounts.identities.identitySignIn(identity, { link, mayCreate }, 'here')
      await refused('auth.unknown-identity', comeIn(false))
      const created = await comeIn(true)
      assert.ok(created !== 'linked')
      assert.equal(created.principal.username, 'Ada 2')
      assert.deepEqual(created.principal.roles, ['member'])
      const again = await comeIn(false)
      assert.ok(again !== 'linked' && again.principal.userId === created.principal.userId)
      await refused('auth.identity-taken', comeIn(false, world.ada))
    })

    test('[A36] who is signed in is known by it from then on', async () => {
      const identity = { issuer: 'https://id.example', subject: randomUUID(), username: null }
      const options = { link: world.ada, mayCreate: false }
      assert.equal(await world.accounts.identities.identitySignIn(identity, options, 'here'), 'linked')
      assert.equal(await world.accounts.identities.identitySignIn(identity, options, 'here'), 'linked')
      const came = await world.accounts.identities.identitySignIn(
        identity,
        { ...options, link: null },
        'here',
      )
      assert.ok(came !== 'linked' && came.principal.userId === world.ada.userId)
    })

    test('[A38] what people do is told, with who and about whom', async () => {
      const person = await world.member()
      await world.accounts.people.changeRole(world.ada, person.userId, 'listener', { maxVolume: 50 })
      const principal = await world.signedIn(person.username)
      await world.accounts.signIns.newKey(principal, key())
      await world.accounts.people.changePassword(principal, PASSWORD, 'another password')
      await world.accounts.signOut(principal)
      await world.accounts.people.remove(world.ada, person.userId)
      const told = (await world.audited()).filter(({ subjectId }) => subjectId === person.userId)
      assert.deepEqual(told.map(({ kind }) => kind).sort(), [
        'key.made',
        'password.changed',
        'sign-in.ended',
        'sign-in.made',
        'user.added',
        'user.removed',
        'user.role-changed',
      ])
      const changed = told.find(({ kind }) => kind === 'user.role-changed')
      assert.equal(changed?.actorId, world.ada.userId)
      assert.deepEqual(changed?.details, { role: 'listener', max_volume: 50, may_add_devices: true })
    })

    test('[A39] it holds no names, addresses or secrets', async () => {
      const person = await world.member()
      const address = '203.0.113.99'
      const { secret } = await world.accounts.signIn(
        { username: person.username, password: PASSWORD },
        address,
        {
          name: 'Secret laptop',
        },
      )
      await assert.rejects(
        world.accounts.signIn({ username: person.username, password: 'wrong password' }, address),
      )
      await assert.rejects(world.accounts.signIn({ username: 'ghost@example.org', password: 'x' }, address))
      const text = JSON.stringify(await world.audited())
      for (const planted of [person.username, address, secret, 'Secret laptop', 'ghost', 'wrong password']) {
        assert.ok(!text.includes(planted), planted)
      }
      const marks = new Set((await world.audited()).map(({ network }) => network))
      assert.ok(marks.has(world.accounts.audit.networkOf(address)))
      await using other = accounts(world.opened.store, world.clock, chance, { cost: CHEAP })
      assert.notEqual(other.audit.networkOf(address), world.accounts.audit.networkOf(address))
    })

    test('[A40] a flood is one entry with a count, and many sorts are told no more apart', async () => {
      world.clock.step(DAY_MS)
      const before = (await world.audited()).length
      const guess = (address: string) =>
        assert.rejects(world.accounts.signIn({ username: `nobody ${address}`, password: 'x' }, address))
      for (let n = 0; n < 5; n++) await guess('203.0.113.5')
      const one = (await world.audited()).filter(({ kind }) => kind === 'sign-in.failed')[0]
      assert.equal(one?.count, 5)
      for (let n = 0; n < 80; n++) await guess(`198.51.100.${n}`)
      const added = (await world.audited()).slice(0, -before || undefined)
      assert.ok(added.length <= 52, String(added.length))
      assert.equal(
        added.reduce((sum, { count }) => sum + count, 0),
        85,
      )
    })

    test('[A40] entries go after four hundred days', async () => {
      assert.ok((await world.audited()).length > 0)
      world.clock.step(401 * DAY_MS)
      await world.accounts.prune()
      assert.deepEqual(await world.audited(), [])
    })

    test('[A41] pages follow one another, for owners of the household only', async () => {
      const fresh = await world.signedIn('Ada')
      for (let n = 0; n < 5; n++) {
        await world.clock.advance(n % 2)
        await world.member()
      }
      const seen: string[] = []
      let cursor: string | null = null
      do {
        const page: Awaited<ReturnType<typeof world.accounts.audit.page>> = await world.accounts.audit.page(
          fresh,
          cursor,
          2,
        )
        seen.push(...page.items.map(({ id }) => id))
        cursor = page.nextCursor
      } while (cursor)
      assert.deepEqual(
        seen,
        (await world.audited()).map(({ id }) => id),
      )
      await refused('request.invalid', world.accounts.audit.page(fresh, 'nonsense', 2))
    })

    test('[A42] a ticket that is shown on and on ends the sign-ins of its device', async () => {
      const { userId, username } = await world.member()
      const { principal, secret } = await world.accounts.signIn({ username, password: PASSWORD }, 'here')
      const other = await world.accounts.signIn({ username, password: PASSWORD }, 'here')
      const deviceId = randomUUID() as DeviceId
      await world.accounts.bindDevice(principal, deviceId)
      const { householdId } = principal
      const show = (isOld: boolean, mark = 'one') =>
        world.accounts.ticketRefused({ householdId, userId, deviceId, signInId: null, mark, isOld })
      for (let n = 0; n < 40; n++) await show(true)
      assert.ok(await world.accounts.authenticate('cookie', secret), 'a player that has not heard yet')
      for (let n = 0; n < 19; n++) await show(false)
      await world.clock.advance(10 * MINUTE_MS)
      await show(false)
      assert.ok(await world.accounts.authenticate('cookie', secret), 'not within ten minutes')
      for (let n = 0; n < 19; n++) await show(true)
      await world.clock.advance(5_000)
      assert.equal(await world.accounts.authenticate('cookie', secret), null)
      assert.ok(await world.accounts.authenticate('cookie', other.secret))
      const told = (await world.audited()).filter(({ kind }) => kind === 'tickets.refused')
      assert.deepEqual([told.length, told[0]?.subjectId], [1, userId])
    })
  })
}
