import assert from 'node:assert/strict'
import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { type Accounts, accounts, type Principal, type Scope, type User } from '@baton/hub/engine'
import { BatonError, type DeviceId, type ErrorCode, type UserId } from '@baton/protocol'
import { VirtualClock } from '../worlds/virtual-clock.ts'
import type { AccountStoreSetup } from './account-store.ts'

const CHEAP = { memoryKiB: 64, passes: 1, parallelism: 1 }
const KEY = randomBytes(32)
const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
const PASSWORD = 'a long password'
const READ: readonly Scope[] = ['read']

/** What accounts promise over the years, on any store: rules A17 to A42. */
export function accountLifeContract({ name, open }: AccountStoreSetup): void {
  describe(`accounts for life on ${name}`, () => {
    let opened: Awaited<ReturnType<AccountStoreSetup['open']>>
    let clock: VirtualClock
    let house: Accounts
    let ada: Principal
    const elsewhere = () => accounts(opened.store, clock, chance, { cost: CHEAP, key: KEY })
    before(async () => {
      opened = await open()
      clock = new VirtualClock(Date.UTC(2026, 0, 1))
      house = elsewhere()
      await house.createFirstOwner({ username: 'Ada', password: PASSWORD })
      ada = await signedIn('Ada')
    })
    after(async () => {
      await house[Symbol.asyncDispose]()
      await opened.close()
    })

    test('[A17] a browser that is known is not held up by what others fail, nor they by it', async () => {
      const { username } = await member()
      const wrong = { username, password: 'wrong password' }
      const { known } = await house.signIn({ username, password: PASSWORD }, 'shared')
      for (let n = 0; n < 6; n++) await assert.rejects(house.signIn(wrong, 'shared'))
      await refused('limit.too-many', house.signIn({ username, password: PASSWORD }, 'shared'))
      await house.signIn({ username, password: PASSWORD }, 'shared', { known })
      for (let n = 0; n < 6; n++) await assert.rejects(house.signIn(wrong, 'other', { known }))
      await refused('limit.too-many', house.signIn({ username, password: PASSWORD }, 'other', { known }))
      await house.signIn({ username, password: PASSWORD }, 'other')
    })

    test('[A17] the cookie is good for one name, and nobody else can make one', async () => {
      const { known } = await house.signIn({ username: 'Ada', password: PASSWORD }, 'here')
      assert.notEqual(house.knownMark(' ADA ', known), null)
      assert.equal(house.knownMark('Bob', known), null)
      assert.equal(accounts(opened.store, clock, chance, { cost: CHEAP }).knownMark('Ada', known), null)
      for (const odd of [undefined, '', 'x', `${known}x`, known.slice(1)]) {
        assert.equal(house.knownMark('Ada', odd), null)
      }
      assert.equal(await house.authenticate('cookie', known), null)
    })

    test('[A18] an owner gives a listener limits, and nobody else has any', async () => {
      const { userId, username } = await member('listener')
      const limited = await house.people.changeRole(ada, userId, 'listener', { maxVolume: 40 })
      assert.deepEqual(limited.limits, { maxVolume: 40, mayAddDevices: true })
      await house.people.changeRole(ada, userId, 'listener', { mayAddDevices: false })
      assert.deepEqual((await signedIn(username)).limits, { maxVolume: 40, mayAddDevices: false })
      await house.people.changeRole(ada, userId, 'member', { maxVolume: 10 })
      assert.deepEqual((await signedIn(username)).limits, { maxVolume: null, mayAddDevices: true })
    })

    test('[A18] a member and a listener change nobody', async () => {
      for (const role of ['member', 'listener'] as const) {
        const person = await member(role)
        const principal = await signedIn(person.username)
        await refused('auth.forbidden', house.people.changeRole(principal, person.userId, 'owner', {}))
        await refused('auth.forbidden', house.people.remove(principal, ada.userId))
        await refused('auth.forbidden', house.people.resetCode(principal, ada.userId))
        await refused('auth.forbidden', house.signIns.list(principal, ada.userId))
      }
      await refused('auth.user-not-found', house.people.changeRole(ada, randomUUID() as UserId, 'owner', {}))
    })

    test('[A19] a change holds for the next request, here and on other workers, and is told', async () => {
      await using worker = elsewhere()
      const person = await member()
      const { secret } = await house.signIn({ username: person.username, password: PASSWORD }, 'here')
      const told: string[] = []
      worker.onChanged((userId) => told.push(userId))
      const here: string[] = []
      const stop = house.onChanged((userId) => here.push(userId))
      assert.deepEqual((await worker.authenticate('cookie', secret))?.roles, ['member'])
      assert.deepEqual((await house.authenticate('cookie', secret))?.roles, ['member'])
      await house.people.changeRole(ada, person.userId, 'listener', {})
      assert.deepEqual((await house.authenticate('cookie', secret))?.roles, ['listener'])
      await until(() => told.includes(person.userId))
      assert.deepEqual((await worker.authenticate('cookie', secret))?.roles, ['listener'])
      assert.deepEqual(here, [person.userId])
      stop()
    })

    test('[A20] the last owner stays, however many ask at once', async () => {
      await refused('auth.last-owner', house.people.remove(ada, ada.userId))
      await refused('auth.last-owner', house.people.changeRole(ada, ada.userId, 'member', {}))
      const eve = await member('owner')
      const asked = await Promise.allSettled([
        house.people.changeRole(ada, eve.userId, 'member', {}),
        house.people.changeRole(ada, ada.userId, 'member', {}),
        house.people.remove(ada, eve.userId),
        house.people.changeRole(ada, ada.userId, 'listener', {}),
      ])
      assert.ok(asked.some(({ status }) => status === 'rejected'))
      const owners = (await house.members(ada)).filter(({ roles }) => roles.includes('owner'))
      assert.equal(owners.length, 1)
      // Whoever is left gives it back, so that the story can go on.
      const [left] = owners
      const owner = await signedIn(left?.username ?? '')
      if (owner.userId !== ada.userId) await house.people.changeRole(owner, ada.userId, 'owner', {})
      ada = await signedIn('Ada')
    })

    test('[A21] with a person go sign-ins and name, and the name is free', async () => {
      const person = await member()
      const login = { username: person.username, password: PASSWORD }
      const { accessToken, refreshToken } = await house.passwordGrant(login, 'here')
      const principal = await house.authenticate('bearer', accessToken)
      const { secret } = await house.signIns.newKey(principal as Principal, key())
      const ended: string[] = []
      const stop = house.onRevoked((credentialId) => ended.push(credentialId))
      await house.people.remove(ada, person.userId)
      assert.ok(ended.includes(principal?.credentialId ?? ''))
      stop()
      assert.equal(await house.authenticate('bearer', accessToken), null)
      assert.equal(await house.authenticate('bearer', secret), null)
      await refused('auth.wrong-token', house.refreshGrant(refreshToken))
      await refused('auth.wrong-password', house.signIn(login, 'there'))
      await refused('auth.user-not-found', house.people.remove(ada, person.userId))
      assert.ok(!(await house.members(ada)).some(({ userId }) => userId === person.userId))
      const again = await house.createMember(ada, login)
      assert.notEqual(again.userId, person.userId)
    })

    test('[A21] somebody who signs in while being removed is not in', async () => {
      const person = await member()
      const slow = {
        ...opened.store,
        async beginSignIn(...begun: Parameters<typeof opened.store.beginSignIn>) {
          await house.people.remove(ada, person.userId)
          return opened.store.beginSignIn(...begun)
        },
      }
      await using worker = accounts(slow, clock, chance, { cost: CHEAP, key: KEY })
      const { secret } = await worker.signIn({ username: person.username, password: PASSWORD }, 'here')
      assert.equal(await worker.authenticate('cookie', secret), null)
    })

    test('[A22] a new password needs the former one and ends every other sign-in', async () => {
      const { username } = await member()
      const other = await house.passwordGrant({ username, password: PASSWORD }, 'there')
      const { principal, secret } = await house.signIn({ username, password: PASSWORD }, 'here')
      await refused(
        'auth.wrong-password',
        house.people.changePassword(principal, 'wrong', 'another password'),
      )
      await refused('auth.weak-password', house.people.changePassword(principal, PASSWORD, 'short'))
      await house.people.changePassword(principal, PASSWORD, 'another password')
      assert.ok(await house.authenticate('cookie', secret))
      assert.equal(await house.authenticate('bearer', other.accessToken), null)
      await refused('auth.wrong-password', house.signIn({ username, password: PASSWORD }, 'here'))
      await house.signIn({ username, password: 'another password' }, 'here')
    })

    test('[A22] guessing the former one is held up', async () => {
      const { username } = await member()
      const principal = await signedIn(username)
      for (let n = 0; n < 5; n++) {
        await refused('auth.wrong-password', house.people.changePassword(principal, `guess ${n}`, PASSWORD))
      }
      await refused('limit.too-many', house.people.changePassword(principal, PASSWORD, 'another password'))
    })

    test('[A22] a name is changed by oneself, and stays one name', async () => {
      const bob = await member()
      const { username } = await member()
      const principal = await signedIn(username)
      await refused('request.invalid', house.people.rename(principal, ` ${bob.username.toUpperCase()} `))
      const wanted = randomUUID()
      assert.equal((await house.people.rename(principal, wanted)).username, wanted)
      await house.signIn({ username: wanted, password: PASSWORD }, 'here')
      await refused('auth.wrong-password', house.signIn({ username, password: PASSWORD }, 'here'))
    })

    test('[A23] a reset code works once, the newest only, and ends every sign-in', async () => {
      const { userId, username } = await member()
      const { accessToken } = await house.passwordGrant({ username, password: PASSWORD }, 'there')
      const old = await house.people.resetCode(ada, userId)
      const { code, expiresAt } = await house.people.resetCode(ada, userId)
      assert.equal(expiresAt, clock.wallMs() + DAY_MS)
      await refused('auth.reset-link', house.people.resetPassword(old.code, 'another password', 'here'))
      await refused('auth.weak-password', house.people.resetPassword(code, 'short', 'here'))
      const { principal } = await house.people.resetPassword(code, 'another password', 'here')
      assert.equal(principal.userId, userId)
      assert.equal(await house.authenticate('bearer', accessToken), null)
      await refused('auth.reset-link', house.people.resetPassword(code, 'another password', 'here'))
      await house.signIn({ username, password: 'another password' }, 'here')
    })

    test('[A23] a reset code is good for a day', async () => {
      const { userId } = await member()
      const { code } = await house.people.resetCode(ada, userId)
      clock.step(DAY_MS)
      await refused('auth.reset-link', house.people.resetPassword(code, 'another password', 'here'))
    })

    test('[A24] the list tells what a person recognises, and no address', async () => {
      const { username } = await member()
      const address = '203.0.113.77'
      const arrival = { name: 'Firefox on Linux' }
      const { principal, secret } = await house.signIn({ username, password: PASSWORD }, address, arrival)
      await house.passwordGrant({ username, password: PASSWORD }, '192.168.1.9')
      const began = clock.wallMs()
      clock.step(11 * MINUTE_MS)
      await clock.advance(5_000)
      await house.authenticate('cookie', secret)
      const list = await house.signIns.list(principal)
      assert.equal(list.length, 2)
      const [current, program] = list
      assert.deepEqual([current?.kind, current?.name, current?.current], ['browser', arrival.name, true])
      assert.deepEqual([program?.kind, program?.current], ['program', false])
      assert.equal(current?.createdAt, began)
      assert.ok((current?.lastUsedAt ?? 0) > began && program?.lastUsedAt === began)
      assert.match(current?.network ?? '', /^elsewhere [0-9a-f]{8}$/)
      assert.match(program?.network ?? '', /^local [0-9a-f]{8}$/)
      assert.doesNotMatch(JSON.stringify(list), /203\.0|192\.168/)
    })

    test('[A25] one ends one or all others; an owner those of the household; a stranger none', async () => {
      const { userId, username } = await member()
      const first = await house.signIn({ username, password: PASSWORD }, 'here')
      const second = await house.signIn({ username, password: PASSWORD }, 'here')
      const third = await house.signIn({ username, password: PASSWORD }, 'here')
      const stranger = await signedIn((await member()).username)
      const unknown = 'auth.sign-in-not-found'
      await refused(unknown, house.signIns.end(stranger, second.principal.credentialId))
      await refused(unknown, house.signIns.end(first.principal, randomUUID()))
      await house.signIns.end(first.principal, second.principal.credentialId)
      assert.equal(await house.authenticate('cookie', second.secret), null)
      assert.equal(await house.signIns.endOthers(first.principal), 1)
      assert.equal(await house.authenticate('cookie', third.secret), null)
      assert.ok(await house.authenticate('cookie', first.secret))
      await house.signIns.end(ada, first.principal.credentialId, userId)
      assert.equal(await house.authenticate('cookie', first.secret), null)
      assert.deepEqual(await house.signIns.list(ada, userId), [])
    })

    test('[A26] beyond two hundred the one that was not used for longest ends, and keys stay', async () => {
      const { userId, username } = await member()
      const principal = await signedIn(username)
      const { secret } = await house.signIns.newKey(principal, key())
      const ended: string[] = []
      const stop = house.onRevoked((credentialId) => ended.push(credentialId))
      for (let n = 0; n < 200; n++) {
        await clock.advance(1)
        await house.signIn({ username, password: PASSWORD }, 'here')
      }
      stop()
      assert.deepEqual(ended, [principal.credentialId])
      assert.equal((await opened.store.signInsOf(userId, clock.wallMs())).length, 201)
      assert.ok(await house.authenticate('bearer', secret))
    })

    test('[A27] a key is a bearer token with scopes, and is listed and ended like a sign-in', async () => {
      const { username } = await member()
      const principal = await signedIn(username)
      const { secret, signIn } = await house.signIns.newKey(principal, key('Script', 1))
      const speaks = await house.authenticate('bearer', secret)
      assert.deepEqual([speaks?.userId, speaks?.scopes], [principal.userId, ['read']])
      assert.equal(await house.authenticate('cookie', secret), null)
      await refused('auth.wrong-token', house.refreshGrant(secret))
      const listed = (await house.signIns.list(principal)).find(({ kind }) => kind === 'key')
      assert.deepEqual([listed?.name, listed?.expiresAt], ['Script', clock.wallMs() + DAY_MS])
      assert.equal(signIn.signInId, listed?.signInId)
      clock.step(DAY_MS)
      await clock.advance(5_000)
      assert.equal(await house.authenticate('bearer', secret), null)
      const { secret: lasting, signIn: without } = await house.signIns.newKey(principal, key())
      assert.equal(without.expiresAt, null)
      await house.signIns.end(principal, without.signInId)
      assert.equal(await house.authenticate('bearer', lasting), null)
    })

    test('[A27] a person has at most fifty', async () => {
      const principal = await signedIn((await member()).username)
      for (let n = 0; n < 50; n++) await house.signIns.newKey(principal, key())
      await refused('auth.too-many-keys', house.signIns.newKey(principal, key()))
    })

    test('[A29] an app password gives tokens with its scopes, that end with it', async () => {
      const { username } = await member()
      const principal = await signedIn(username)
      const app = { ...key('Radio'), kind: 'app-password' } as const
      const { secret, signIn } = await house.signIns.newKey(principal, app)
      const tokens = await house.passwordGrant({ username, password: secret }, 'here')
      assert.deepEqual(tokens.scopes, ['read'])
      assert.deepEqual((await house.authenticate('bearer', tokens.accessToken))?.scopes, ['read'])
      const next = await house.refreshGrant(tokens.refreshToken)
      assert.deepEqual((await house.authenticate('bearer', next.accessToken))?.scopes, ['read'])
      await refused('auth.wrong-password', house.signIn({ username, password: secret }, 'here'))
      await refused('auth.wrong-password', house.passwordGrant({ username: 'Ada', password: secret }, 'here'))
      await house.signIns.end(principal, signIn.signInId)
      assert.equal(await house.authenticate('bearer', next.accessToken), null)
      await refused('auth.wrong-password', house.passwordGrant({ username, password: secret }, 'here'))
      const plain = await house.signIns.newKey(principal, key())
      await refused('auth.wrong-password', house.passwordGrant({ username, password: plain.secret }, 'here'))
    })

    test('[A30] a code has eight letters, however it is typed, and is good for one decision', async () => {
      const asked = await house.codes.ask('Kitchen radio', ['read', 'control'], 'here')
      assert.match(asked.userCode, /^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/)
      const typed = asked.userCode.toLowerCase().replace('-', ' ')
      assert.equal((await house.codes.view(ada, typed)).userCode, asked.userCode)
      await house.codes.decide(ada, typed, 'approved')
      await refused('auth.code-not-found', house.codes.decide(ada, typed, 'denied'))
      await refused('auth.code-not-found', house.codes.view(ada, typed))
      await refused('auth.code-not-found', house.codes.view(ada, ''))
      const late = await house.codes.ask('Kitchen radio', ['read'], 'here')
      clock.step(15 * MINUTE_MS)
      await refused('auth.code-not-found', house.codes.decide(ada, late.userCode, 'approved'))
      assert.equal(await house.codes.poll(late.deviceCode), 'expired_token')
    })

    test('[A30] two hundred programs wait at once, and lapsed ones make room', async () => {
      for (let n = 0; n < 200; n++) await house.codes.ask('Radio', ['read'], 'here')
      await refused('hub.busy', house.codes.ask('Radio', ['read'], 'here'))
      clock.step(15 * MINUTE_MS)
      await house.codes.ask('Radio', ['read'], 'here')
    })

    test('[A31] a poll is told to wait, to slow down, and gives tokens once', async () => {
      const { deviceCode, userCode } = await house.codes.ask('Radio', ['read', 'control'], 'here')
      assert.equal(await house.codes.poll('unknown'), 'expired_token')
      assert.equal(await house.codes.poll(deviceCode), 'authorization_pending')
      assert.equal(await house.codes.poll(deviceCode), 'slow_down')
      clock.step(9_000)
      assert.equal(await house.codes.poll(deviceCode), 'slow_down')
      clock.step(15_000)
      assert.equal(await house.codes.poll(deviceCode), 'authorization_pending')
      await house.codes.decide(ada, userCode, 'approved')
      clock.step(15_000)
      const both = await Promise.all([house.codes.poll(deviceCode), house.codes.poll(deviceCode)])
      const tokens = both.filter((found) => typeof found !== 'string')
      assert.equal(tokens.length, 1)
      assert.equal(await house.codes.poll(deviceCode), 'expired_token')
      const [given] = tokens
      assert.deepEqual(given?.scopes, ['read', 'control'])
      const principal = await house.authenticate('bearer', given?.accessToken ?? '')
      assert.deepEqual([principal?.userId, principal?.scopes], [ada.userId, ['read', 'control']])
    })

    test('[A31] a denied code says so', async () => {
      const { deviceCode, userCode } = await house.codes.ask('Radio', ['read'], 'here')
      await house.codes.decide(ada, userCode, 'denied')
      assert.equal(await house.codes.poll(deviceCode), 'access_denied')
    })

    test('[A32] whoever approves sees what asks, and it is listed by that name', async () => {
      const { deviceCode, userCode } = await house.codes.ask('Kitchen radio', ['read'], '192.168.1.4')
      const seen = await house.codes.view(ada, userCode)
      assert.deepEqual([seen.name, seen.scopes], ['Kitchen radio', ['read']])
      assert.match(seen.network, /^local /)
      await house.codes.decide(ada, userCode, 'approved')
      await house.codes.poll(deviceCode)
      const linked = (await house.signIns.list(ada)).filter(({ kind }) => kind === 'linked')
      assert.ok(linked.some((listed) => listed.name === 'Kitchen radio'))
    })

    test('[A34] whom a proxy names comes in, and unknown people only where they may be created', async () => {
      await refused('auth.unknown-identity', house.identities.proxySignIn('Zoe', false, 'proxy'))
      const { principal } = await house.identities.proxySignIn('Zoe', true, 'proxy')
      assert.deepEqual([principal.username, principal.roles], ['Zoe', ['member']])
      const again = await house.identities.proxySignIn(' zoe ', false, 'proxy')
      assert.equal(again.principal.userId, principal.userId)
      await refused('auth.wrong-password', house.signIn({ username: 'Zoe', password: '' }, 'here'))
      const both = await Promise.all([1, 2].map(() => house.identities.proxySignIn('Kim', true, 'proxy')))
      assert.equal(new Set(both.map((signIn) => signIn.principal.userId)).size, 1)
    })

    test('[A36] an identity belongs to one person, and gives nobody else’s name away', async () => {
      const identity = { issuer: 'https://id.example', subject: randomUUID(), username: 'Ada' }
      const comeIn = (mayCreate: boolean, link: Principal | null = null) =>
        house.identities.identitySignIn(identity, { link, mayCreate }, 'here')
      await refused('auth.unknown-identity', comeIn(false))
      const created = await comeIn(true)
      assert.ok(created !== 'linked')
      assert.equal(created.principal.username, 'Ada 2')
      assert.deepEqual(created.principal.roles, ['member'])
      const again = await comeIn(false)
      assert.ok(again !== 'linked' && again.principal.userId === created.principal.userId)
      await refused('auth.identity-taken', comeIn(false, ada))
    })

    test('[A36] who is signed in is known by it from then on', async () => {
      const identity = { issuer: 'https://id.example', subject: randomUUID(), username: null }
      const options = { link: ada, mayCreate: false }
      assert.equal(await house.identities.identitySignIn(identity, options, 'here'), 'linked')
      assert.equal(await house.identities.identitySignIn(identity, options, 'here'), 'linked')
      const came = await house.identities.identitySignIn(identity, { ...options, link: null }, 'here')
      assert.ok(came !== 'linked' && came.principal.userId === ada.userId)
    })

    test('[A38] what people do is told, with who and about whom', async () => {
      const person = await member()
      await house.people.changeRole(ada, person.userId, 'listener', { maxVolume: 50 })
      const principal = await signedIn(person.username)
      await house.signIns.newKey(principal, key())
      await house.people.changePassword(principal, PASSWORD, 'another password')
      await house.signOut(principal)
      await house.people.remove(ada, person.userId)
      const told = (await audited()).filter(({ subjectId }) => subjectId === person.userId)
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
      assert.equal(changed?.actorId, ada.userId)
      assert.deepEqual(changed?.details, { role: 'listener', max_volume: 50, may_add_devices: true })
    })

    test('[A39] it holds no names, addresses or secrets', async () => {
      const person = await member()
      const address = '203.0.113.99'
      const { secret } = await house.signIn({ username: person.username, password: PASSWORD }, address, {
        name: 'Secret laptop',
      })
      await assert.rejects(house.signIn({ username: person.username, password: 'wrong password' }, address))
      await assert.rejects(house.signIn({ username: 'ghost@example.org', password: 'x' }, address))
      const text = JSON.stringify(await audited())
      for (const planted of [person.username, address, secret, 'Secret laptop', 'ghost', 'wrong password']) {
        assert.ok(!text.includes(planted), planted)
      }
      const marks = new Set((await audited()).map(({ network }) => network))
      assert.ok(marks.has(house.audit.networkOf(address)))
      await using other = accounts(opened.store, clock, chance, { cost: CHEAP })
      assert.notEqual(other.audit.networkOf(address), house.audit.networkOf(address))
    })

    test('[A40] a flood is one entry with a count, and many sorts are told no more apart', async () => {
      clock.step(DAY_MS)
      const before = (await audited()).length
      const guess = (address: string) =>
        assert.rejects(house.signIn({ username: `nobody ${address}`, password: 'x' }, address))
      for (let n = 0; n < 5; n++) await guess('203.0.113.5')
      const one = (await audited()).filter(({ kind }) => kind === 'sign-in.failed')[0]
      assert.equal(one?.count, 5)
      for (let n = 0; n < 80; n++) await guess(`198.51.100.${n}`)
      const added = (await audited()).slice(0, -before || undefined)
      assert.ok(added.length <= 52, String(added.length))
      assert.equal(
        added.reduce((sum, { count }) => sum + count, 0),
        85,
      )
    })

    test('[A40] entries go after four hundred days', async () => {
      assert.ok((await audited()).length > 0)
      clock.step(401 * DAY_MS)
      await house.prune()
      assert.deepEqual(await audited(), [])
    })

    test('[A41] pages follow one another, for owners of the household only', async () => {
      const fresh = await signedIn('Ada')
      for (let n = 0; n < 5; n++) {
        await clock.advance(n % 2)
        await member()
      }
      const seen: string[] = []
      let cursor: string | null = null
      do {
        const page: Awaited<ReturnType<typeof house.audit.page>> = await house.audit.page(fresh, cursor, 2)
        seen.push(...page.items.map(({ id }) => id))
        cursor = page.nextCursor
      } while (cursor)
      assert.deepEqual(
        seen,
        (await audited()).map(({ id }) => id),
      )
      await refused('request.invalid', house.audit.page(fresh, 'nonsense', 2))
    })

    test('[A42] a ticket that is shown on and on ends the sign-ins of its device', async () => {
      const { userId, username } = await member()
      const { principal, secret } = await house.signIn({ username, password: PASSWORD }, 'here')
      const other = await house.signIn({ username, password: PASSWORD }, 'here')
      const deviceId = randomUUID() as DeviceId
      await house.bindDevice(principal, deviceId)
      const { householdId } = principal
      const show = (isOld: boolean, mark = 'one') =>
        house.ticketRefused({ householdId, userId, deviceId, signInId: null, mark, isOld })
      for (let n = 0; n < 40; n++) await show(true)
      assert.ok(await house.authenticate('cookie', secret), 'a player that has not heard yet')
      for (let n = 0; n < 19; n++) await show(false)
      await clock.advance(10 * MINUTE_MS)
      await show(false)
      assert.ok(await house.authenticate('cookie', secret), 'not within ten minutes')
      for (let n = 0; n < 19; n++) await show(true)
      await clock.advance(5_000)
      assert.equal(await house.authenticate('cookie', secret), null)
      assert.ok(await house.authenticate('cookie', other.secret))
      const told = (await audited()).filter(({ kind }) => kind === 'tickets.refused')
      assert.deepEqual([told.length, told[0]?.subjectId], [1, userId])
    })

    async function signedIn(username: string): Promise<Principal> {
      return (await house.signIn({ username, password: PASSWORD }, 'office')).principal
    }

    function member(role: 'owner' | 'member' | 'listener' = 'member'): Promise<User> {
      return house.createMember(ada, { username: randomUUID(), password: PASSWORD }, role)
    }

    async function audited() {
      return (await house.audit.page(ada, null, 100_000)).items
    }

    /** The question to the store is asked on the machine's own time. */
    async function until(holds: () => boolean): Promise<void> {
      for (let n = 0; n < 100 && !holds(); n++) {
        await clock.advance(2_000)
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
      assert.ok(holds())
    }
  })
}

function key(name = 'Key', expiresInDays: number | null = null) {
  return { name, kind: 'key', scopes: READ, expiresInDays } as const
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
