import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { openIdConnect } from '@baton/hub/jobs/sign-on'
import { OWNER, type ServedHub, serveHub } from '@baton/testing/worlds/http-world'
import { type Configuration, Provider } from 'oidc-provider'

const SECRET = 'the secret of this client, kept by both'
const KEY = new Uint8Array(32).fill(7)

/** A browser as far as it matters here: it keeps cookies and goes where it is sent. */
function visitor() {
  const jars = new Map<string, Map<string, string>>()
  const go = async (url: string, init: RequestInit = {}) => {
    const { origin } = new URL(url)
    const jar = jars.get(origin) ?? new Map<string, string>()
    jars.set(origin, jar)
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(url, { ...init, redirect: 'manual', headers: { ...init.headers, cookie } })
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      const at = pair.indexOf('=')
      const isGone = /expires=Thu, 01 Jan 1970/i.test(line)
      if (isGone) jar.delete(pair.slice(0, at))
      else jar.set(pair.slice(0, at), pair.slice(at + 1))
    }
    return answer
  }
  return {
    jars,
    go,
    /** Follows redirects to the end; at the provider it signs in as this person and agrees. */
    async through(url: string, login: string): Promise<{ readonly url: string; readonly answer: Response }> {
      let next = url
      let answer = await go(next)
      for (let n = 0; n < 20; n++) {
        const to = answer.headers.get('location')
        if (to) {
          next = new URL(to, next).href
          if (next.includes('/#/') || new URL(next).pathname === '/') return { url: next, answer }
          answer = await go(next)
          continue
        }
        const page = await answer.text()
        const [, action] = /<form[^>]*action="([^"]+)"/.exec(page) ?? []
        if (!action) return { url: next, answer }
        const isSignIn = page.includes('name="login"')
        const said = new URLSearchParams({ prompt: isSignIn ? 'login' : 'consent' })
        if (isSignIn) {
          said.set('login', login)
          said.set('password', 'x')
        }
        next = new URL(action, next).href
        answer = await go(next, { method: 'POST', body: said })
      }
      throw new Error('The provider sends the visitor round in circles')
    },
  }
}

describe('single sign-on', () => {
  let provider: Server
  let issuer: string
  let hub: ServedHub
  before(async () => {
    provider = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => provider.once('listening', resolve))
    issuer = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`
    hub = await hubWith({ mayCreate: true })
  })
  after(async () => {
    await hub[Symbol.asyncDispose]()
    provider.closeAllConnections()
    await new Promise((resolve) => provider.close(resolve))
  })

  test('[A36] a person is created at the first visit, and is the same at the next', async () => {
    const { oidc } = (await hub.ask('/signin')).json as { oidc: { name: string; url: string } }
    assert.equal(oidc.name, new URL(issuer).host)
    const first = visitor()
    const came = await first.through(hub.baseUrl + oidc.url, 'maria')
    assert.equal(new URL(came.url).hash, '', came.url)
    const me = (await (await first.go(`${hub.baseUrl}/me`)).json()) as {
      username: string
      user_uuid: string
    }
    assert.equal(me.username, 'maria at the provider')
    const second = visitor()
    await second.through(`${hub.baseUrl}/sign-in/oidc`, 'maria')
    const again = (await (await second.go(`${hub.baseUrl}/me`)).json()) as { user_uuid: string }
    assert.equal(again.user_uuid, me.user_uuid)
  })

  test('[A36] unknown people are turned away where nobody may be created', async () => {
    await using closed = await hubWith({ mayCreate: false })
    const browser = visitor()
    const { url } = await browser.through(`${closed.baseUrl}/sign-in/oidc`, 'nobody')
    assert.equal(new URL(url).hash, '#/sign-in?refused=auth.unknown-identity')
    assert.equal((await browser.go(`${closed.baseUrl}/me`)).status, 401)
    assert.equal((await closed.accounts.members(closed.owner)).length, 1)
  })

  test('[A36] who asks for it is known by it from then on, until that is taken back', async () => {
    await using closed = await hubWith({ mayCreate: false })
    const browser = visitor()
    const say = (path: string, body: object, method = 'POST') =>
      browser.go(closed.baseUrl + path, {
        method,
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', origin: closed.baseUrl },
      })
    await say('/signin', OWNER)
    const followed = await browser.through(`${closed.baseUrl}/sign-in/oidc`, 'ada')
    assert.equal(new URL(followed.url).hash, '#/sign-in?refused=auth.unknown-identity')
    const { url } = (await (await say('/me/identities', {})).json()) as { url: string }
    const back = await browser.through(url, 'ada')
    assert.equal(new URL(back.url).hash, '')
    const comeIn = async () => {
      const other = visitor()
      await other.through(`${closed.baseUrl}/sign-in/oidc`, 'ada')
      return other.go(`${closed.baseUrl}/me`)
    }
    const me = (await (await comeIn()).json()) as { username: string }
    assert.equal(me.username, OWNER.username)
    const known = (await (await browser.go(`${closed.baseUrl}/me/identities`)).json()) as { issuer: string }[]
    assert.deepEqual(
      known.map((identity) => identity.issuer),
      [issuer],
    )
    assert.equal((await say('/me/identities', { issuer }, 'DELETE')).status, 204)
    assert.equal((await say('/me/identities', { issuer }, 'DELETE')).status, 403)
    assert.equal((await comeIn()).status, 401)
  })

  test('[A36] a link that somebody else began for another person is not taken', async () => {
    const browser = visitor()
    const headers = { 'content-type': 'application/json', origin: hub.baseUrl }
    await browser.go(`${hub.baseUrl}/signin`, { method: 'POST', body: JSON.stringify(OWNER), headers })
    const begun = await browser.go(`${hub.baseUrl}/me/identities`, { method: 'POST', body: '{}', headers })
    const { url } = (await begun.json()) as { url: string }
    await browser.go(`${hub.baseUrl}/signout`, { method: 'POST', body: '{}', headers })
    const state = new URL(url).searchParams.get('state')
    const answer = await browser.go(`${hub.baseUrl}/sign-in/oidc/callback?code=x&state=${state}`)
    assert.equal(answer.headers.get('location'), '/#/sign-in?refused=auth.sign-in-broken-off')
  })

  test('[A35] an answer that this browser did not begin is refused', async () => {
    const victim = visitor()
    const thief = visitor()
    const begun = await thief.go(`${hub.baseUrl}/sign-in/oidc`)
    assert.equal(begun.status, 303)
    const callback = `${hub.baseUrl}/sign-in/oidc/callback`
    const state = new URL(begun.headers.get('location') ?? '').searchParams.get('state')
    const brokenOff = '/#/sign-in?refused=auth.sign-in-broken-off'
    for (const query of ['', '?code=x', `?code=x&state=${state}`, `?error=access_denied&state=${state}`]) {
      const answer = await victim.go(callback + query)
      assert.equal(answer.headers.get('location'), brokenOff, query)
    }
    assert.equal((await thief.go(`${callback}?code=x&state=${state}`)).headers.get('location'), brokenOff)
    // What was begun is over with its first answer.
    assert.equal(thief.jars.get(hub.baseUrl)?.has('baton_sign_on'), false)
    assert.equal((await victim.go(`${hub.baseUrl}/me`)).status, 401)
  })

  test('[A35] what is kept meanwhile is sealed, and asks for PKCE', async () => {
    const browser = visitor()
    const begun = await browser.go(`${hub.baseUrl}/sign-in/oidc`)
    const url = new URL(begun.headers.get('location') ?? '')
    assert.equal(url.origin, issuer)
    assert.equal(url.searchParams.get('code_challenge_method'), 'S256')
    assert.equal(url.searchParams.get('redirect_uri'), `${hub.baseUrl}/sign-in/oidc/callback`)
    const cookie = begun.headers.getSetCookie()[0] ?? ''
    assert.match(cookie, /^baton_sign_on=.*Path=\/sign-in; .*HttpOnly; SameSite=Lax/)
    const jar = browser.jars.get(hub.baseUrl)
    const [body = '', seal = ''] = (jar?.get('baton_sign_on') ?? '').split('.')
    const other = Buffer.from(
      Buffer.from(body, 'base64url').toString().replace('null', `"${hub.owner.userId}"`),
    )
    jar?.set('baton_sign_on', `${other.toString('base64url')}.${seal}`)
    const state = url.searchParams.get('state')
    const answer = await browser.go(`${hub.baseUrl}/sign-in/oidc/callback?code=x&state=${state}`)
    assert.equal(answer.headers.get('location'), '/#/sign-in?refused=auth.sign-in-broken-off')
  })

  test('[A37] a provider that is away, redirects or talks without end is refused, and the hub runs on', async () => {
    const odd = createServer((request, response) => {
      if (request.url?.startsWith('/away')) response.writeHead(302, { location: `${issuer}/` }).end()
      else if (request.url?.startsWith('/large')) response.end('x'.repeat(1_000_000))
      else if (request.url?.startsWith('/liar')) {
        response.setHeader('content-type', 'application/json')
        response.end(JSON.stringify({ issuer: 'https://somebody.example' }))
      } else response.writeHead(500).end()
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => odd.once('listening', resolve))
    const base = `http://127.0.0.1:${(odd.address() as AddressInfo).port}`
    for (const at of [`${base}/away`, `${base}/large`, `${base}/liar`, base, 'http://127.0.0.1:1']) {
      const oidc = { provider: openIdConnect({ issuer: at, clientId: 'baton' }), mayCreate: true }
      await using alone = await serveHub({ signOn: { oidc, key: KEY } })
      const answer = await visitor().go(`${alone.baseUrl}/sign-in/oidc`)
      assert.equal(answer.headers.get('location'), '/#/sign-in?refused=auth.provider', at)
      assert.equal((await alone.program()).token.length > 0, true)
    }
    odd.closeAllConnections()
    await new Promise((resolve) => odd.close(resolve))
  })

  async function hubWith({ mayCreate }: { readonly mayCreate: boolean }): Promise<ServedHub> {
    const oidc = {
      provider: openIdConnect({ issuer, clientId: 'baton', clientSecret: SECRET }),
      mayCreate,
    }
    const limits = { signIn: 1e6 }
    const served = await serveHub({ limits, signOn: { oidc, key: KEY } })
    const callback = new Provider(issuer, providerFor(served.baseUrl)).callback()
    provider.removeAllListeners('request')
    provider.on('request', (request, response) => void callback(request, response))
    return served
  }
})

function providerFor(baseUrl: string): Configuration {
  return {
    clients: [
      {
        client_id: 'baton',
        client_secret: SECRET,
        redirect_uris: [`${baseUrl}/sign-in/oidc/callback`],
        response_types: ['code'],
        grant_types: ['authorization_code'],
      },
    ],
    claims: { openid: ['sub'], profile: ['preferred_username'] },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({ sub: id, preferred_username: `${id} at the provider` }),
    }),
    cookies: { keys: ['a key of the provider'] },
    pkce: { required: () => true },
  }
}
