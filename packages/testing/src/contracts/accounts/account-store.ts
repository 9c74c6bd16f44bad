import assert from 'node:assert/strict'
import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { type AccountStore, type Accounts, accounts } from '@baton/hub/accounts'
import { BatonError, type DeviceId, type ErrorCode } from '@baton/protocol'
import { VirtualClock } from '../../fakes/virtual-clock.ts'

const CHEAP = { memoryKiB: 64, passes: 1, parallelism: 1 }
const HOUR_MS = 3_600_000
const ADA = { username: 'Ada', password: 'a long password' }

export interface AccountStoreSetup {
  readonly name: string
  /** An empty store; several are opened, one after another. */
  open(): Promise<{
    readonly store: AccountStore
    /** How many rows there are: households, sessions, users. */
    count(): Promise<readonly number[]>
    /** Everything that is due. */
    due(): Promise<readonly { readonly key: string; readonly command: unknown }[]>
    close(): Promise<void>
  }>
}

/** What accounts promise on any store: rules A5 to A16. */
export function accountContract({ name, open }: AccountStoreSetup): void {
  describe(`accounts on ${name}`, () => {
    let opened: Awaited<ReturnType<AccountStoreSetup['open']>>
    let clock: VirtualClock
    let people: Accounts
    const elsewhere = () => accounts(opened.store, clock, chance, { cost: CHEAP })
    before(async () => {
      opened = await open()
      clock = new VirtualClock(Date.UTC(2026, 0, 1))
      people = elsewhere()
    })
    after(async () => {
      await people[Symbol.asyncDispose]()
      await opened.close()
    })

    test('[A7] a new start makes a new code, and only the newest counts', async () => {
      assert.equal(await people.needsOwner(), true)
      const old = await people.newSetupCode()
      const code = await people.newSetupCode()
      assert.ok(old && code && old !== code)
      await refused('auth.setup-link', people.createOwner(ADA, old))
      await refused('auth.setup-link', people.createOwner(ADA, ''))
      await refused('auth.weak-password', people.createOwner({ ...ADA, password: 'short' }, code))
      assert.deepEqual(await opened.count(), [0, 0, 0])
      assert.equal(await people.needsOwner(), true)
    })

    test('[A8] of many that become the owner at once one succeeds, with household and session', async () => {
      const code = (await people.newSetupCode()) ?? ''
      const tries = Array.from({ length: 5 }, (_, n) =>
        people.createOwner({ ...ADA, username: `Ada${n || ''}` }, code),
      )
      const outcomes = await Promise.allSettled([people.createOwner(ADA, code), ...tries])
      const done = outcomes.filter((outcome) => outcome.status === 'fulfilled')
      assert.equal(done.length, 1)
      assert.deepEqual(done[0]?.value.principal.roles, ['owner'])
      assert.deepEqual(await opened.count(), [1, 1, 1])
      assert.equal(await people.newSetupCode(), null)
      await refused('auth.setup-link', people.createOwner(ADA, code))
    })

    test('[A9] an owner from the environment changes nothing where there is one', async () => {
      assert.equal(await people.createFirstOwner({ username: 'Eve', password: 'a long password' }), false)
      assert.deepEqual(await opened.count(), [1, 1, 1])
    })

    test('[A10] an owner adds members to the own household; a member adds nobody', async () => {
      const { principal: owner } = await signIn()
      const bob = await people.createMember(owner, { username: 'Bob', password: 'a long password' })
      assert.equal(bob.householdId, owner.householdId)
      assert.notEqual(bob.sessionId, owner.sessionId)
      const { principal } = await people.signIn({ username: 'bob', password: 'a long password' }, 'there')
      await refused(
        'auth.forbidden',
        people.createMember(principal, { username: 'C', password: 'a long password' }),
      )
      assert.deepEqual((await people.members(owner)).map((user) => user.username).length, 2)
    })

    test('[A16] a name that is taken creates nothing', async () => {
      const { principal } = await signIn()
      const before = await opened.count()
      await refused(
        'request.invalid',
        people.createMember(principal, { username: ' BOB ', password: 'a long password' }),
      )
      assert.deepEqual(await opened.count(), before)
    })

    test('[A6] case, outer blanks and composition make no other name', async () => {
      const { principal } = await signIn()
      await people.createMember(principal, { username: 'Zoé', password: 'a long password' })
      for (const username of ['zoé', ' ZOÉ ', 'Zoe\u0301']) {
        const again = await people.signIn({ username, password: 'a long password' }, 'there')
        assert.equal(again.principal.username, 'Zoé')
      }
    })

    test('[A3] a wrong password and an unknown user are refused alike', async () => {
      await refused('auth.wrong-password', people.signIn({ ...ADA, password: 'wrong password' }, 'a'))
      await refused('auth.wrong-password', people.signIn({ ...ADA, username: 'Nobody' }, 'a'))
    })

    test('[A5] failures hold up their address, for that name only, and not for ever', async () => {
      const wrong = { username: await someName(), password: 'wrong password' }
      const login = { ...wrong, password: ADA.password }
      for (let n = 0; n < 5; n++) await refused('auth.wrong-password', people.signIn(wrong, 'thief'))
      await refused('limit.too-many', people.signIn(login, 'thief'))
      await people.signIn(login, 'home')
      await signIn('thief')
      await clock.advance(5_001)
      await refused('auth.wrong-password', people.signIn(wrong, 'thief'))
      await clock.advance(5_001)
      await refused('limit.too-many', people.signIn(login, 'thief'))
      await clock.advance(5_000)
      await people.signIn(login, 'thief')
    })

    test('[A5] attempts at once count from their beginning', async () => {
      const wrong = { username: await someName(), password: 'wrong password' }
      const many = await Promise.allSettled(Array.from({ length: 20 }, () => people.signIn(wrong, 'herd')))
      const codes = many.map((outcome) => (outcome.status === 'rejected' ? outcome.reason.code : 'in'))
      assert.equal(codes.filter((code) => code === 'auth.wrong-password').length, 5)
      assert.equal(codes.filter((code) => code === 'limit.too-many').length, 15)
    })

    test('[A12] each secret opens what it is for, and until it expires', async () => {
      const cookie = await signIn()
      const tokens = await people.passwordGrant(ADA, 'here')
      assert.equal((await people.authenticate('cookie', cookie.secret))?.username, ADA.username)
      assert.equal((await people.authenticate('bearer', tokens.accessToken))?.username, ADA.username)
      assert.equal(await people.authenticate('bearer', cookie.secret), null)
      assert.equal(await people.authenticate('cookie', tokens.accessToken), null)
      assert.equal(await people.authenticate('bearer', tokens.refreshToken), null)
      await refused('auth.wrong-token', people.refreshGrant(tokens.accessToken))
      for (const nonsense of ['', 'x', 'x'.repeat(5_000), '\u0000']) {
        assert.equal(await people.authenticate('bearer', nonsense), null)
        await refused('auth.wrong-token', people.refreshGrant(nonsense))
      }
      assert.equal(tokens.expiresInMs, HOUR_MS)
      clock.step(HOUR_MS)
      await clock.advance(5_000)
      assert.equal(await people.authenticate('bearer', tokens.accessToken), null)
      assert.ok(await people.authenticate('cookie', cookie.secret))
      clock.step(60 * 24 * HOUR_MS)
      assert.equal(await people.authenticate('cookie', cookie.secret), null)
      await refused('auth.wrong-token', people.refreshGrant(tokens.refreshToken))
      assert.ok((await people.prune()) > 0)
    })

    test('[A13] a refresh token works once; seen again it ends the sign-in', async () => {
      const first = await people.passwordGrant(ADA, 'here')
      const second = await people.refreshGrant(first.refreshToken)
      assert.ok(await people.authenticate('bearer', second.accessToken))
      await refused('auth.wrong-token', people.refreshGrant(first.refreshToken))
      assert.equal(await people.authenticate('bearer', first.accessToken), null)
      assert.equal(await people.authenticate('bearer', second.accessToken), null)
      await refused('auth.wrong-token', people.refreshGrant(second.refreshToken))
    })

    test('[A13] of many that refresh at once with one token none keeps a sign-in', async () => {
      const { refreshToken } = await people.passwordGrant(ADA, 'here')
      const outcomes = await Promise.allSettled(
        Array.from({ length: 4 }, () => people.refreshGrant(refreshToken)),
      )
      const won = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
      assert.ok(won.length <= 1)
      for (const { accessToken } of won) assert.equal(await people.authenticate('bearer', accessToken), null)
    })

    test('[A14] revoking one secret ends all of the sign-in, tells who listens, and leaves others alone', async () => {
      const ended: string[] = []
      const stop = people.onRevoked((credentialId) => ended.push(credentialId))
      const one = await people.passwordGrant(ADA, 'here')
      const other = await people.passwordGrant(ADA, 'here')
      const principal = await people.authenticate('bearer', one.accessToken)
      await people.revoke(one.refreshToken)
      assert.deepEqual(ended, [principal?.credentialId])
      assert.equal(await people.authenticate('bearer', one.accessToken), null)
      assert.ok(await people.authenticate('bearer', other.accessToken))
      await people.revoke('unknown')
      stop()
    })

    test('[A14] another worker notices within seconds', async () => {
      await using worker = elsewhere()
      const ended: string[] = []
      worker.onRevoked((credentialId) => ended.push(credentialId))
      const { secret, principal } = await signIn()
      assert.ok(await worker.authenticate('cookie', secret))
      await people.signOut(principal)
      await clock.advance(5_000)
      // The question to the store is asked on the machine's own time.
      for (let n = 0; n < 100 && ended.length === 0; n++) {
        await new Promise((resolve) => setTimeout(resolve, 10))
        await clock.advance(2_000)
      }
      assert.deepEqual(ended.filter((id) => id === principal.credentialId).length, 1)
      assert.equal(await worker.authenticate('cookie', secret), null)
    })

    test('[A15] binding holds for later tokens, and ends with the device', async () => {
      const deviceId = randomUUID() as DeviceId
      const first = await people.passwordGrant(ADA, 'here')
      const principal = await people.authenticate('bearer', first.accessToken)
      assert.ok(principal)
      assert.equal(principal.deviceId, null)
      assert.equal((await people.bindDevice(principal, deviceId)).deviceId, deviceId)
      assert.equal((await people.authenticate('bearer', first.accessToken))?.deviceId, deviceId)
      const second = await people.refreshGrant(first.refreshToken)
      assert.equal((await people.authenticate('bearer', second.accessToken))?.deviceId, deviceId)
      await people.unbindDevice(principal, deviceId)
      assert.equal((await people.authenticate('bearer', second.accessToken))?.deviceId, null)
    })

    test('[A15] the next request speaks for the device, whichever worker it comes to', async () => {
      await using worker = elsewhere()
      const deviceId = randomUUID() as DeviceId
      const { secret, principal } = await signIn()
      assert.equal((await worker.authenticate('cookie', secret))?.deviceId, null)
      await people.bindDevice(principal, deviceId)
      assert.equal((await worker.authenticate('cookie', secret))?.deviceId, deviceId)
    })

    test('[A15] a device that is bound while its sign-in refreshes is bound afterwards', async () => {
      const deviceId = randomUUID() as DeviceId
      const first = await people.passwordGrant(ADA, 'here')
      const principal = await people.authenticate('bearer', first.accessToken)
      assert.ok(principal)
      const slow: AccountStore = {
        ...opened.store,
        async rotate(...rotated) {
          await people.bindDevice(principal, deviceId)
          return opened.store.rotate(...rotated)
        },
      }
      await using worker = accounts(slow, clock, chance, { cost: CHEAP })
      const second = await worker.refreshGrant(first.refreshToken)
      assert.equal((await people.authenticate('bearer', second.accessToken))?.deviceId, deviceId)
    })

    function signIn(address = 'here') {
      return people.signIn(ADA, address)
    }

    async function someName(): Promise<string> {
      const { principal } = await signIn('office')
      return (await people.createMember(principal, { username: randomUUID(), password: ADA.password }))
        .username
    }
  })
}

async function refused(code: ErrorCode, work: Promise<unknown>): Promise<void> {
  await assert.rejects(work, (error) => {
    assert.ok(error instanceof BatonError, String(error))
    assert.equal(error.code, code)
    return true
  })
}

const chance = {
  uuid: () => randomUUID(),
  seed: () => randomInt(2 ** 32),
  bytes: (length: number) => randomBytes(length),
}
