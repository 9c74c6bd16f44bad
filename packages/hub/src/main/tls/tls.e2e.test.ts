import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { copyFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer, request } from 'node:https'
import type { AddressInfo } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { TLSSocket } from 'node:tls'
import { promisify } from 'node:util'
import type { OwnCertificate } from '@baton/protocol'
import { VirtualClock } from '../../../../testing/src/fakes/virtual-clock.ts'
import { makeCertificate } from '../../../../testing/src/machine/certificates.ts'
import { startHub } from '../compose.ts'
import { readConfig } from '../config/config.ts'
import { UsageError } from '../config/usage-error.ts'
import { readCertificate, whenRenewed } from './certificate-files.ts'
import { keepOwnCertificate, ownCertificate } from './self-signed-certificate.ts'
import { openTls } from './tls.ts'

const OWNER = { username: 'owner', password: 'a long enough password' }
const folder = await mkdtemp(join(tmpdir(), 'baton-certificate-'))
after(() => rm(folder, { recursive: true, force: true }))
const first = await makeCertificate(folder, 'first')
const second = await makeCertificate(folder, 'second')
const files = { certFile: join(folder, 'used.crt'), keyFile: join(folder, 'used.key') }

test('[O15, O25] a hub with a certificate speaks HTTPS, its cookies are for that alone, and it shows none of its own', async () => {
  await using hub = await startHub({
    host: '127.0.0.1',
    port: 0,
    dataDir: join(folder, 'data'),
    musicDir: null,
    owner: OWNER,
    hostNames: [],
    logLevel: 'silent',
    limits: 'usual',
    tls: { certFile: first.certificate, keyFile: first.key },
  })
  assert.deepEqual(hub.addresses, [`https://127.0.0.1:${hub.port}`])
  const body = JSON.stringify(OWNER)
  const answer = await ask(hub.port, first.pem, '/signin', body)
  assert.equal(answer.status, 200)
  assert.match(String(answer.cookies[0]), /^baton_session=.*; Secure/i)
  assert.equal(await shown(hub.port, first.pem), null)
  await assert.rejects(fetch(`http://127.0.0.1:${hub.port}/healthz`), 'plain HTTP is not answered')
})

test('[O19, O25] a hub makes itself a certificate for its names, tells its fingerprint, and keeps it', async () => {
  const dataDir = join(folder, 'own')
  const config = readConfig(['--tls', 'self', '--data', dataDir, '--port', '0', '--host', '127.0.0.1'], {})
  assert.ok(config)
  const started = {
    ...config,
    musicDir: folder,
    owner: OWNER,
    hostNames: ['music.lan'],
    logLevel: 'silent',
  } as const
  const fingerprints: (string | null)[] = []
  for (const _ of ['first', 'again']) {
    await using hub = await startHub(started)
    fingerprints.push(hub.fingerprint)
    assert.deepEqual(hub.addresses, [`https://127.0.0.1:${hub.port}`])
    const pem = await readFile(join(dataDir, 'tls', 'own.crt'), 'utf8')
    // Whoever trusts this very certificate needs nothing else, and it is checked against address and name.
    assert.equal((await ask(hub.port, pem, '/healthz')).status, 200)
    const certificate = new X509Certificate(pem)
    assert.equal(certificate.fingerprint256, hub.fingerprint)
    assert.equal((await shown(hub.port, pem))?.sha256, hub.fingerprint)
    assert.equal((await ask(hub.port, pem, '/certificate')).status, 401)
    for (const name of ['localhost', 'music.lan']) assert.equal(certificate.checkHost(name), name)
    assert.equal(certificate.checkIP('::1'), '::1')
    assert.equal(certificate.ca, false, 'it speaks for no other name')
    assert.equal((await stat(join(dataDir, 'tls', 'own.key'))).mode & 0o777, 0o600)
  }
  assert.equal(fingerprints[0], fingerprints[1])
  assert.throws(() => readConfig(['--tls', 'other'], {}), UsageError)
  assert.throws(() => readConfig(['--tls', 'self', '--tls-cert', 'a'], {}), UsageError)
  assert.throws(() => readConfig(['--tls', 'self', '--with-agent'], {}), UsageError)
})

test('[O19] it is made anew with the same key before it ends, for a new name, and where it is none any more', async () => {
  const dataDir = join(folder, 'kept')
  const day = 86_400_000
  const nowMs = Date.UTC(2027, 0, 15)
  const made = (days: number, ...names: string[]) =>
    ownCertificate({ dataDir, names, nowMs: nowMs + days * day })
  const first = made(0, 'fd00::1')
  const read = async () => new X509Certificate(await readFile(first.files.certFile))
  const { publicKey } = await read()
  assert.equal(made(760, 'fd00:0::1').fingerprint, first.fingerprint, 'another spelling is the same address')
  const second = made(780, 'fd00::1')
  assert.notEqual(second.fingerprint, first.fingerprint)
  assert.ok((await read()).validToDate.getTime() > nowMs + 1_500 * day)
  assert.ok((await read()).publicKey.equals(publicKey))
  assert.notEqual(made(781, 'new.lan').fingerprint, second.fingerprint)
  assert.equal((await read()).checkIP('fd00::1'), 'fd00::1', 'what was in it stays')
  const earlier = made(-3_000)
  assert.ok((await read()).validFromDate.getTime() < nowMs - 3_000 * day, 'a clock was set back')
  await writeFile(first.files.certFile, 'nothing')
  assert.notEqual(made(-3_000).fingerprint, earlier.fingerprint)
  // Somebody else's reader finds nothing wrong with it either.
  const check = [
    'verify',
    '-no_check_time',
    '-x509_strict',
    '-CAfile',
    first.files.certFile,
    first.files.certFile,
  ]
  assert.match((await promisify(execFile)('openssl', check)).stdout, /: OK/)
})

test('[O19] each hour it is looked at whether its names are still all, and a new one is told of once', async () => {
  const clock = new VirtualClock()
  const dataDir = join(folder, 'looked at')
  const names = ['old.lan']
  const { fingerprint, files } = ownCertificate({ dataDir, names, nowMs: clock.wallMs() })
  const told: string[] = []
  const stop = keepOwnCertificate(
    { dataDir, names },
    {
      clock,
      fingerprint,
      onRenewed: (renewed) => told.push(renewed),
      onFailure: (error) => assert.fail(String(error)),
    },
  )
  await clock.advance(3_600_000)
  assert.deepEqual(told, [])
  names.push('new.lan')
  await clock.advance(3 * 3_600_000)
  const renewed = new X509Certificate(await readFile(files.certFile))
  assert.deepEqual([told, renewed.checkHost('new.lan')], [[renewed.fingerprint256], 'new.lan'])
  stop()
  names.push('newest.lan')
  await clock.advance(3_600_000)
  assert.equal(told.length, 1)
})

test('[O25] what is shown is the certificate in use, also after it was made anew', async () => {
  const clock = new VirtualClock()
  const hostNames = ['old.lan']
  const log = { info: () => {}, warn: () => {} }
  const onFailure = (error: unknown) => assert.fail(String(error))
  const dataDir = join(folder, 'shown')
  const tls = openTls({ tls: 'self', dataDir }, { hostNames, clock, log, onFailure })
  assert.ok(tls)
  const server = createServer(tls.certificate)
  const stop = tls.serve(server)
  const before = tls.own()
  assert.equal(before?.sha256, tls.fingerprint)
  assert.ok(before?.names.includes('old.lan'))
  hostNames.push('new.lan')
  await clock.advance(3_600_000)
  while (tls.own()?.sha256 === before?.sha256) await clock.advance(10_000)
  const { names = [], validUntil, pem, sha256 } = tls.own() ?? {}
  assert.ok(names.includes('old.lan') && names.includes('new.lan'))
  const certificate = new X509Certificate(pem ?? '')
  assert.deepEqual([sha256, validUntil], [certificate.fingerprint256, certificate.validToDate.getTime()])
  stop()
})

test('[O17] every address that is given out is the public one', async () => {
  const publicUrl = 'https://music.example.org'
  await using hub = await startHub({
    host: '127.0.0.1',
    port: 0,
    dataDir: join(folder, 'public'),
    musicDir: null,
    owner: null,
    hostNames: [],
    logLevel: 'silent',
    limits: 'usual',
    publicUrl,
  })
  assert.equal(hub.addresses[0], publicUrl)
  assert.ok(hub.setupLink?.startsWith(`${publicUrl}/#/setup?code=`))
  const body = new URLSearchParams({ client_id: 'box' })
  const asked = await fetch(`${hub.addresses[1]}/device_authorization`, { method: 'POST', body })
  assert.equal(((await asked.json()) as { verification_uri: string }).verification_uri, `${publicUrl}/#/link`)
})

test('[O16] without a host the hub listens on IPv6, where the machine has it, and on IPv4', async () => {
  const config = readConfig(['--data', join(folder, 'both'), '--port', '0', '--log', 'silent'], {})
  assert.ok(config)
  await using hub = await startHub(config)
  const hasIpv6 = Object.values(networkInterfaces()).some((of) => of?.some(({ family }) => family === 'IPv6'))
  for (const host of ['127.0.0.1', ...(hasIpv6 ? ['[::1]'] : [])]) {
    assert.equal((await fetch(`http://${host}:${hub.port}/healthz`)).status, 200, host)
  }
})

test('[O15] a renewed certificate is used once it fits its key, and the former one until then', async () => {
  await put(first)
  const certificate = readCertificate(files)
  const server = createServer(certificate, (_, response) => response.end())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const clock = new VirtualClock()
  const lines: string[] = []
  const log = {
    info: (_: object, line: string) => lines.push(line),
    warn: (_: object, line: string) => lines.push(line),
  }
  const stop = whenRenewed(files, certificate, {
    clock,
    log,
    use: (renewed) => server.setSecureContext(renewed),
  })
  const told = async (count: number) => {
    while (lines.length < count) await clock.advance(1_000)
  }
  await copyFile(second.certificate, files.certFile)
  await told(1)
  assert.equal((await ask(port, first.pem, '/')).status, 200)
  await copyFile(second.key, files.keyFile)
  await told(2)
  assert.equal((await ask(port, second.pem, '/')).status, 200)
  assert.deepEqual(lines, ['the new certificate cannot be used yet', 'the certificate was renewed'])
  stop()
  server.close()
})

test('[O15] what is no certificate, or not that of the key, is told before the hub starts', async () => {
  const none = { certFile: join(folder, 'none'), keyFile: first.key }
  assert.throws(
    () => readCertificate(none),
    new UsageError(`The certificate ${none.certFile} cannot be read.`),
  )
  await put(first)
  await copyFile(second.key, files.keyFile)
  assert.throws(() => readCertificate(files), UsageError)
  await writeFile(files.certFile, 'nothing')
  assert.throws(() => readCertificate(files), UsageError)
})

async function put({ certificate, key }: typeof first): Promise<void> {
  await copyFile(certificate, files.certFile)
  await copyFile(key, files.keyFile)
}

/** What whoever is signed in is shown of the hub's own certificate. */
async function shown(port: number, ca: string): Promise<OwnCertificate | null> {
  const { cookies } = await ask(port, ca, '/signin', JSON.stringify(OWNER))
  const cookie = String(cookies[0]).split(';')[0] ?? ''
  const { status, text } = await ask(port, ca, '/certificate', undefined, cookie)
  assert.equal(status, 200)
  return (JSON.parse(text) as { own: OwnCertificate | null }).own
}

interface Answer {
  readonly status: number | undefined
  readonly cookies: readonly string[]
  readonly text: string
}

function ask(port: number, ca: string, path: string, body?: string, cookie?: string) {
  return new Promise<Answer>((resolve, reject) => {
    const origin = `https://127.0.0.1:${port}`
    const headers = {
      origin,
      ...(body && { 'content-type': 'application/json' }),
      ...(cookie && { cookie }),
    }
    const asked = request(`${origin}${path}`, { ca, headers, agent: false, method: body ? 'POST' : 'GET' })
    asked.on('error', reject)
    asked.on('response', (response) => {
      assert.ok((response.socket as TLSSocket).authorized)
      let text = ''
      response.setEncoding('utf8').on('data', (part) => {
        text += part
      })
      response.on('end', () =>
        resolve({ status: response.statusCode, cookies: response.headers['set-cookie'] ?? [], text }),
      )
    })
    asked.end(body)
  })
}
