import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, test } from 'node:test'
import type { AccountStoreSetup } from './account-store.ts'
import { accountWorld, DAY_MS, key, MINUTE_MS, PASSWORD, refused } from './fixtures.ts'

/** What a person is signed in with, on any store. */
export function accountKeysContract(setup: AccountStoreSetup): void {
  describe(`sign-ins, keys and codes, on ${setup.name}`, () => {
    const world = accountWorld(setup)

    test('[A24] the list tells what a person recognises, and no address', async () => {
      const { username } = await world.member()
      const address = '203.0.113.77'
      const arrival = { name: 'Firefox on Linux' }
      const { principal, secret } = await world.accounts.signIn(
        { username, password: PASSWORD },
        address,
        arrival,
      )
      await world.accounts.passwordGrant({ username, password: PASSWORD }, '192.168.1.9')
      const began = world.clock.wallMs()
      world.clock.step(11 * MINUTE_MS)
      await world.clock.advance(5_000)
      await world.accounts.authenticate('cookie', secret)
      const list = await world.accounts.signIns.list(principal)
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
      const { userId, username } = await world.member()
      const first = await world.accounts.signIn({ username, password: PASSWORD }, 'here')
      const second = await world.accounts.signIn({ username, password: PASSWORD }, 'here')
      const third = await world.accounts.signIn({ username, password: PASSWORD }, 'here')
      const stranger = await world.signedIn((await world.member()).username)
      const unknown = 'auth.sign-in-not-found'
      await refused(unknown, world.accounts.signIns.end(stranger, second.principal.credentialId))
      await refused(unknown, world.accounts.signIns.end(first.principal, randomUUID()))
      await world.accounts.signIns.end(first.principal, second.principal.credentialId)
      assert.equal(await world.accounts.authenticate('cookie', second.secret), null)
      assert.equal(await world.accounts.signIns.endOthers(first.principal), 1)
      assert.equal(await world.accounts.authenticate('cookie', third.secret), null)
      assert.ok(await world.accounts.authenticate('cookie', first.secret))
      await world.accounts.signIns.end(world.ada, first.principal.credentialId, userId)
      assert.equal(await world.accounts.authenticate('cookie', first.secret), null)
      assert.deepEqual(await world.accounts.signIns.list(world.ada, userId), [])
    })

    test('[A26] beyond two hundred the one that was not used for longest ends, and keys stay', async () => {
      const { userId, username } = await world.member()
      const principal = await world.signedIn(username)
      const { secret } = await world.accounts.signIns.newKey(principal, key())
      const ended: string[] = []
      const stop = world.accounts.onRevoked((credentialId) => ended.push(credentialId))
      for (let n = 0; n < 200; n++) {
        await world.clock.advance(1)
        await world.accounts.signIn({ username, password: PASSWORD }, 'here')
      }
      stop()
      assert.deepEqual(ended, [principal.credentialId])
      assert.equal((await world.opened.store.signInsOf(userId, world.clock.wallMs())).length, 201)
      assert.ok(await world.accounts.authenticate('bearer', secret))
    })

    test('[A27] a key is a bearer token with scopes, and is listed and ended like a sign-in', async () => {
      const { username } = await world.member()
      const principal = await world.signedIn(username)
      const { secret, signIn } = await world.accounts.signIns.newKey(principal, key('Script', 1))
      const speaks = await world.accounts.authenticate('bearer', secret)
      assert.deepEqual([speaks?.userId, speaks?.scopes], [principal.userId, ['read']])
      assert.equal(await world.accounts.authenticate('cookie', secret), null)
      await refused('auth.wrong-token', world.accounts.refreshGrant(secret))
      const listed = (await world.accounts.signIns.list(principal)).find(({ kind }) => kind === 'key')
      assert.deepEqual([listed?.name, listed?.expiresAt], ['Script', world.clock.wallMs() + DAY_MS])
      assert.equal(signIn.signInId, listed?.signInId)
      world.clock.step(DAY_MS)
      await world.clock.advance(5_000)
      assert.equal(await world.accounts.authenticate('bearer', secret), null)
      const { secret: lasting, signIn: without } = await world.accounts.signIns.newKey(principal, key())
      assert.equal(without.expiresAt, null)
      await world.accounts.signIns.end(principal, without.signInId)
      assert.equal(await world.accounts.authenticate('bearer', lasting), null)
    })

    test('[A27] a person has at most fifty', async () => {
      const principal = await world.signedIn((await world.member()).username)
      for (let n = 0; n < 50; n++) await world.accounts.signIns.newKey(principal, key())
      await refused('auth.too-many-keys', world.accounts.signIns.newKey(principal, key()))
    })

    test('[A29] an app password gives tokens with its scopes, that end with it', async () => {
      const { username } = await world.member()
      const principal = await world.signedIn(username)
      const app = { ...key('Radio'), kind: 'app-password' } as const
      const { secret, signIn } = await world.accounts.signIns.newKey(principal, app)
      const tokens = await world.accounts.passwordGrant({ username, password: secret }, 'here')
      assert.deepEqual(tokens.scopes, ['read'])
      assert.deepEqual((await world.accounts.authenticate('bearer', tokens.accessToken))?.scopes, ['read'])
      for (const password of [tokens.accessToken, tokens.refreshToken])
        await refused('auth.wrong-password', world.accounts.passwordGrant({ username, password }, 'here'))
      const next = await world.accounts.refreshGrant(tokens.refreshToken)
      assert.deepEqual((await world.accounts.authenticate('bearer', next.accessToken))?.scopes, ['read'])
      await refused('auth.wrong-password', world.accounts.signIn({ username, password: secret }, 'here'))
      await refused(
        'auth.wrong-password',
        world.accounts.passwordGrant({ username: 'Ada', password: secret }, 'here'),
      )
      await world.accounts.signIns.end(principal, signIn.signInId)
      assert.equal(await world.accounts.authenticate('bearer', next.accessToken), null)
      await refused(
        'auth.wrong-password',
        world.accounts.passwordGrant({ username, password: secret }, 'here'),
      )
      const plain = await world.accounts.signIns.newKey(principal, key())
      await refused(
        'auth.wrong-password',
        world.accounts.passwordGrant({ username, password: plain.secret }, 'here'),
      )
    })

    test('[A30] a code has eight letters, however it is typed, and is good for one decision', async () => {
      const asked = await world.accounts.codes.ask('Kitchen radio', ['read', 'control'], 'here')
      assert.match(asked.userCode, /^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/)
      const typed = asked.userCode.toLowerCase().replace('-', ' ')
      assert.equal((await world.accounts.codes.view(world.ada, typed)).userCode, asked.userCode)
      await world.accounts.codes.decide(world.ada, typed, 'approved')
      await refused('auth.code-not-found', world.accounts.codes.decide(world.ada, typed, 'denied'))
      await refused('auth.code-not-found', world.accounts.codes.view(world.ada, typed))
      await refused('auth.code-not-found', world.accounts.codes.view(world.ada, ''))
      const late = await world.accounts.codes.ask('Kitchen radio', ['read'], 'here')
      world.clock.step(15 * MINUTE_MS)
      await refused('auth.code-not-found', world.accounts.codes.decide(world.ada, late.userCode, 'approved'))
      assert.equal(await world.accounts.codes.poll(late.deviceCode), 'expired_token')
    })

    test('[A30] two hundred programs wait at once, and lapsed ones make room', async () => {
      for (let n = 0; n < 200; n++) await world.accounts.codes.ask('Radio', ['read'], 'here')
      await refused('hub.busy', world.accounts.codes.ask('Radio', ['read'], 'here'))
      world.clock.step(15 * MINUTE_MS)
      await world.accounts.codes.ask('Radio', ['read'], 'here')
    })

    test('[A31] a poll is told to wait, to slow down, and gives tokens once', async () => {
      const { deviceCode, userCode } = await world.accounts.codes.ask('Radio', ['read', 'control'], 'here')
      assert.equal(await world.accounts.codes.poll('unknown'), 'expired_token')
      assert.equal(await world.accounts.codes.poll(deviceCode), 'authorization_pending')
      assert.equal(await world.accounts.codes.poll(deviceCode), 'slow_down')
      world.clock.step(9_000)
      assert.equal(await world.accounts.codes.poll(deviceCode), 'slow_down')
      world.clock.step(15_000)
      assert.equal(await world.accounts.codes.poll(deviceCode), 'authorization_pending')
      await world.accounts.codes.decide(world.ada, userCode, 'approved')
      world.clock.step(15_000)
      const both = await Promise.all([
        world.accounts.codes.poll(deviceCode),
        world.accounts.codes.poll(deviceCode),
      ])
      const tokens = both.filter((found) => typeof found !== 'string')
      assert.equal(tokens.length, 1)
      assert.equal(await world.accounts.codes.poll(deviceCode), 'expired_token')
      const [given] = tokens
      assert.deepEqual(given?.scopes, ['read', 'control'])
      const principal = await world.accounts.authenticate('bearer', given?.accessToken ?? '')
      assert.deepEqual([principal?.userId, principal?.scopes], [world.ada.userId, ['read', 'control']])
    })

    test('[A31] a denied code says so', async () => {
      const { deviceCode, userCode } = await world.accounts.codes.ask('Radio', ['read'], 'here')
      await world.accounts.codes.decide(world.ada, userCode, 'denied')
      assert.equal(await world.accounts.codes.poll(deviceCode), 'access_denied')
    })

    test('[A32] whoever approves sees what asks, and it is listed by that name', async () => {
      const { deviceCode, userCode } = await world.accounts.codes.ask(
        'Kitchen radio',
        ['read'],
        '192.168.1.4',
      )
      const seen = await world.accounts.codes.view(world.ada, userCode)
      assert.deepEqual([seen.name, seen.scopes], ['Kitchen radio', ['read']])
      assert.match(seen.network, /^local /)
      await world.accounts.codes.decide(world.ada, userCode, 'approved')
      await world.accounts.codes.poll(deviceCode)
      const linked = (await world.accounts.signIns.list(world.ada)).filter(({ kind }) => kind === 'linked')
      assert.ok(linked.some((listed) => listed.name === 'Kitchen radio'))
    })
  })
}
