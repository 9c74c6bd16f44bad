import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { PLENTY, refusedWith, sendForm } from '@baton/testing/doors/account-answers'
import { type Answer, OWNER, type Program, type ServedHub, serveHub } from '@baton/testing/worlds/http-world'

const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'

let hub: ServedHub
let owner: Program
before(async () => {
  hub = await serveHub({ limits: PLENTY })
  owner = await hub.program('kitchen')
})
after(() => hub[Symbol.asyncDispose]())

describe('a program without a keyboard', () => {
  test('[A30] [A31] [A32] is let in by its code', async () => {
    const asked = await form('/device_authorization', { client_name: 'Kitchen radio', scope: 'read control' })
    assert.equal(asked.status, 200)
    const { device_code, user_code, interval, expires_in, verification_uri_complete } = asked.json
    assert.deepEqual([interval, expires_in], [5, 900])
    assert.ok(String(verification_uri_complete).endsWith(`/#/link?code=${user_code}`))
    const poll = () => form('/token', { grant_type: DEVICE_GRANT, device_code: String(device_code) })
    const first = await poll()
    assert.deepEqual([first.status, first.json.error], [400, 'authorization_pending'])
    assert.equal((await poll()).json.error, 'slow_down')
    const seen = await owner.ask(`/links/${user_code}`)
    assert.deepEqual([seen.json.name, seen.json.scopes], ['Kitchen radio', ['read', 'control']])
    assert.equal((await owner.post(`/links/${user_code}/approve`)).status, 204)
    refusedWith('auth.code-not-found', await owner.post(`/links/${user_code}/approve`))
    await hub.accountStore.notePoll(hashOf(String(device_code)), 0, 0)
    const given = await poll()
    assert.deepEqual([given.status, given.json.scope], [200, 'read control'])
    const token = String(given.json.access_token)
    assert.equal((await hub.ask('/me', { token })).json.username, OWNER.username)
    refusedWith('auth.scope', await hub.ask('/audit', { token }))
    assert.equal((await poll()).json.error, 'expired_token')
  })

  test('[A31] is told when somebody said no, and what is odd', async () => {
    const { json } = await form('/device_authorization', {})
    assert.equal((await owner.post(`/links/${json.user_code}/deny`)).status, 204)
    const grant = { grant_type: DEVICE_GRANT }
    const denied = await form('/token', { ...grant, device_code: String(json.device_code) })
    assert.deepEqual([denied.status, denied.json.error], [400, 'access_denied'])
    assert.equal((await form('/token', { ...grant, device_code: 'x' })).json.error, 'expired_token')
    refusedWith('request.invalid', await form('/token', grant))
    refusedWith('request.invalid', await form('/device_authorization', { scope: 'everything' }))
    refusedWith('request.invalid', await form('/device_authorization', { client_name: '\u202e' }))
    refusedWith('auth.code-not-found', await owner.ask('/links/nothing'))
  })

  test('[A33] finds what there is', async () => {
    const { json } = await hub.ask('/.well-known/oauth-authorization-server')
    assert.equal(json.issuer, hub.baseUrl)
    assert.ok((json.grant_types_supported as string[]).includes(DEVICE_GRANT))
    for (const name of ['token_endpoint', 'revocation_endpoint', 'device_authorization_endpoint']) {
      const url = String(json[name])
      assert.ok(url.startsWith(hub.baseUrl))
      const there = await fetch(url, { method: 'POST', body: new URLSearchParams({ x: '1' }) })
      assert.ok([200, 400].includes(there.status), `${name}: ${there.status}`)
    }
  })
})

describe('what a proxy in front says', () => {
  const key = new Uint8Array(32)
  const named = (username: string) => ({ 'x-remote-user': username })
  const enter = (at: ServedHub, headers: Record<string, string>) =>
    at.ask('/signin/proxy', { method: 'POST', body: {}, headers })

  test('[A34] counts from a trusted proxy, for people that there are', async () => {
    const proxy = { header: 'X-Remote-User', trusted: ['127.0.0.0/8'], mayCreate: false }
    await using behind = await serveHub({ signOn: { proxy, key } })
    assert.equal((await behind.ask('/signin')).json.proxy, true)
    const came = await enter(behind, named('ada'))
    assert.deepEqual([came.status, came.json.username], [200, 'Ada'])
    const [cookie = ''] = String(came.headers.get('set-cookie')).split(';')
    assert.equal((await behind.ask('/me', { headers: { cookie } })).status, 200)
    refusedWith('auth.unknown-identity', await enter(behind, named('Stranger')))
    refusedWith('auth.required', await enter(behind, {}))
    refusedWith('auth.required', await enter(behind, named('x'.repeat(65))))
    // A header alone, beside no sign-in, makes nobody anybody.
    assert.equal((await behind.ask('/me', { headers: named('ada') })).status, 401)
  })

  test('[A34] is not heard from elsewhere, and the try is told', async () => {
    const proxy = { header: 'X-Remote-User', trusted: ['192.0.2.1'], mayCreate: true }
    await using open = await serveHub({ signOn: { proxy, key } })
    refusedWith('auth.required', await enter(open, named('Ada')))
    refusedWith('auth.required', await enter(open, { ...named('Ada'), 'x-forwarded-for': '192.0.2.1' }))
    const told = await (await open.program()).ask('/audit')
    const [entry] = (told.json.items as { kind: string; count: number }[]).filter(
      ({ kind }) => kind === 'proxy-header.ignored',
    )
    assert.equal(entry?.count, 2)
  })

  test('[A34] creates members only where it may', async () => {
    const proxy = { header: 'X-Remote-User', trusted: ['127.0.0.1'], mayCreate: true }
    await using behind = await serveHub({ signOn: { proxy, key } })
    const came = await enter(behind, named('Zoe'))
    assert.deepEqual([came.status, came.json.roles], [200, ['member']])
  })

  test('is not offered where nobody asked for it', async () => {
    refusedWith('auth.not-offered', await enter(hub, named('Ada')))
    assert.deepEqual((await hub.ask('/signin')).json, { password: true, proxy: false, oidc: null })
  })
})

function form(path: string, fields: Readonly<Record<string, string>>): Promise<Answer> {
  return sendForm(hub.baseUrl + path, fields)
}

function hashOf(code: string): string {
  return createHash('sha256').update(code).digest('base64url')
}
