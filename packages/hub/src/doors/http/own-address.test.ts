import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OWNER, serveHub } from '@baton/testing/worlds/http-world'

type Config = NonNullable<Parameters<typeof serveHub>[0]>['config']

/** What one such request is told of the hub's address, and of the paths of its cookies. */
async function told(config: Config, headers: Record<string, string>) {
  await using hub = await serveHub({ config })
  const codes = await fetch(`${hub.baseUrl}/device_authorization`, {
    method: 'POST',
    headers,
    body: new URLSearchParams({ client_id: 'box' }),
  })
  const page = ((await codes.json()) as { verification_uri: string }).verification_uri
  const signedIn = await fetch(`${hub.baseUrl}/signin`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: hub.baseUrl, ...headers },
    body: JSON.stringify(OWNER),
  })
  const [first = ''] = signedIn.headers.getSetCookie()
  return [page.replace(hub.baseUrl, ''), /; Path=([^;]+)/i.exec(first)?.[1]]
}

const PREFIX = { 'x-forwarded-prefix': '/music/baton/' }

test('[O18] the path is what a trusted proxy says, and nobody else', async () => {
  const trusting = { trustedProxies: ['127.0.0.1'] }
  assert.deepEqual(await told(trusting, PREFIX), ['/music/baton/#/link', '/music/baton/'])
  assert.deepEqual(await told({}, PREFIX), ['/#/link', '/'])
  assert.deepEqual(await told({ trustedProxies: ['10.0.0.1'] }, PREFIX), ['/#/link', '/'])
  for (const odd of ['baton', '//evil.example', '/a/../b', '/a b', '/a;b', '/x\\y', `/${'a'.repeat(300)}`])
    assert.deepEqual(await told(trusting, { 'x-forwarded-prefix': odd }), ['/#/link', '/'], odd)
})

test('[O18] without a header it is the path of the public address, where that host was asked', async () => {
  const config = { publicUrl: 'https://127.0.0.1:9/baton' }
  assert.deepEqual(await told(config, {}), ['https://127.0.0.1:9/baton/#/link', '/'])
  const asked = { trustedProxies: ['127.0.0.1'], ...config }
  const headers = { 'x-forwarded-host': '127.0.0.1:9', origin: 'http://127.0.0.1:9' }
  assert.deepEqual(await told(asked, headers), ['https://127.0.0.1:9/baton/#/link', '/baton/'])
})
