import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readConfig } from './config.ts'
import { UsageError } from './usage-error.ts'

test('[A34] a header is believed only beside proxies, and creates nobody unless told', () => {
  const given = readConfig(['--proxy-user-header', 'X-Remote-User', '--proxies', '10.0.0.1'], {})
  assert.deepEqual(given?.signOn?.proxyUser, { header: 'X-Remote-User', mayCreate: false })
  const env = { BATON_PROXY_USER_HEADER: 'X-User', BATON_PROXY_USER_CREATE: 'yes', BATON_PROXIES: '::1' }
  assert.deepEqual(readConfig([], env)?.signOn?.proxyUser, { header: 'X-User', mayCreate: true })
  refused(['--proxy-user-header', 'X-Remote-User'], /needs --proxies/)
  refused(['--proxy-user-header', 'X Y', '--proxies', '10.0.0.1'], /name of a header/)
  refused(['--proxy-user-create', 'perhaps'], /yes or no/)
})

test('[A37] the issuer is an https address, or plain http on this machine', () => {
  const flags = (issuer: string) => ['--oidc-issuer', issuer, '--oidc-client-id', 'baton']
  for (const issuer of [
    'https://id.example/realm',
    'http://localhost:8080',
    'http://127.0.0.1:1',
    'http://[::1]:1',
  ]) {
    assert.equal(readConfig(flags(issuer), {})?.signOn?.oidc?.issuer, issuer)
  }
  for (const issuer of ['http://id.example', 'http://localhost.example', 'ftp://x', 'id.example']) {
    refused(flags(issuer), /takes an https address/)
  }
  refused(['--oidc-issuer', 'https://id.example'], /go together/)
  refused(['--oidc-client-id', 'baton'], /go together/)
})

test('the secret comes from the environment alone', () => {
  const flags = ['--oidc-issuer', 'https://id.example', '--oidc-client-id', 'baton']
  const { signOn } = readConfig(flags, { BATON_OIDC_CLIENT_SECRET: 'hush' }) ?? {}
  assert.equal(signOn?.oidc?.clientSecret, 'hush')
  refused([...flags, '--oidc-client-secret', 'hush'], /oidc-client-secret/)
  assert.deepEqual(readConfig([], {})?.signOn, { proxyUser: undefined, oidc: undefined })
})

function refused(args: readonly string[], message: RegExp): void {
  assert.throws(
    () => readConfig(args, {}),
    (error) => error instanceof UsageError && message.test(error.message),
  )
}
