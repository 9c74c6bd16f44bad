import assert from 'node:assert/strict'
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { type HubRun, type HubRunOptions, runHub } from '../../../testing/src/worlds/hub-process.ts'
import { until } from '../../../testing/src/worlds/hub-process-world.ts'

const NOBODY = 65_534

let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'baton-line-'))
  await mkdir(data('music'))
})
after(() => rm(folder, { recursive: true, force: true }))

const data = (name: string) => join(folder, name)
const anywhere = ['--host', '127.0.0.1', '--port', '0', '--log', 'silent']
/** With an empty music folder, so that no demo tunes are made meanwhile. */
const quiet = () => [...anywhere, '--music', data('music')]

describe('what a person has to put right', () => {
  test('is one clear line and exit code 2', async () => {
    const file = data('file')
    await writeFile(file, '')
    for (const [args, line] of [
      [['--prot', '1'], /^Unknown option '--prot'\. See --help\.$/],
      [['serve'], /^Unexpected argument 'serve'.*See --help\.$/],
      [['--port'], /^Option '--port <value>' argument missing\. See --help\.$/],
      [['--port', '70000'], /^--port takes a number from 0 to 65535, not "70000"\.$/],
      [
        ['--log', 'loud'],
        /^--log takes one of debug, info, warn, error, silent, and others for channels .*not "loud"\.$/,
      ],
      [['--music', ''], /^--music is empty\. /],
      [['--proxies', '10.0.0.0/33'], /^--proxies takes addresses or networks .*not "10\.0\.0\.0\/33"\.$/],
      [['--metrics', 'nobody'], /^--metrics takes addresses .*not "nobody"\.$/],
      [
        ['--redis', 'redis://127.0.0.1'],
        /^--redis is for many workers, and these need --database as well\.$/,
      ],
      [
        ['--with-agent', '--database', 'postgres://x@127.0.0.1:1/z'],
        /^--with-agent is for a hub of one process, without --database\.$/,
      ],
      [['--database', 'mysql://x:secret@y/z'], /^--database takes an address such as postgres:\/\/[^y]*$/],
      [
        [...quiet(), '--data', data('database'), '--database', 'postgres://x@127.0.0.1:1/z'],
        /^The database cannot be reached: ECONNREFUSED\.$/,
      ],
      [['--database-ca', file], /^--database-ca is of no use without --database\.$/],
      [
        ['--accel', 'internal'],
        /^--accel takes the path of a location such as \/internal\/, not "internal"\.$/,
      ],
      [
        ['--public-url', 'https://x.org/?baton'],
        /^--public-url takes an address .*not "https:\/\/x\.org\/\?baton"\.$/,
      ],
      [['--tls-cert', file], /^--tls-cert and --tls-key go together\.$/],
      [['--origins', 'music.lan'], /^--origins takes addresses .*not "music\.lan"\.$/],
      [
        ['--mqtt-broker', 'http://x:secret@y'],
        /^--mqtt-broker takes an address such as mqtts:\/\/baton:password@host:8883\.$/,
      ],
      [
        ['--mqtt-broker', 'mqtt://y', '--mqtt-port', '1883'],
        /^--mqtt-port is for a hub that is the broker itself, without --mqtt-broker\.$/,
      ],
      [['--mqtt-tls-port', '8883'], /^--mqtt-tls-port takes the certificate of the hub: it needs --tls/],
      [['--mqtt-address', 'mqtt://y'], /^--mqtt-address is of no use without --mqtt-broker\.$/],
      [
        ['--mqtt-broker', 'mqtt://y', '--mqtt-address', 'https://y'],
        /^--mqtt-address takes addresses such as mqtts:\/\/broker\.example\.org:8883, not "https:\/\/y"\.$/,
      ],
      [
        ['--mqtt-broker', 'mqtt://y', '--mqtt-address', 'wss://y/mqtt'],
        /^--mqtt-address needs one that begins with mqtt:\/\/ or mqtts:\/\/\.$/,
      ],
      [
        ['--mqtt-broker', 'mqtt://baton:short@y'],
        /^--mqtt-broker needs a password of 12 characters or more: it guards the tokens of displays\.$/,
      ],
      [['mqtt', 'start'], /^Say what to write, and where: mqtt config DIR\. See --help\.$/],
      [['--data', '/proc/nope'], /^The data folder \/proc\/nope cannot be made: \w+\.$/],
      [['--music', file], /file is not a folder\.$/],
      [['--data', join(file, 'below')], /^The data folder .*below cannot be made: ENOTDIR\.$/],
      [
        [...quiet(), '--data', data('host'), '--host', '192.0.2.1'],
        /^--host 192\.0\.2\.1 is no address of this machine\.$/,
      ],
      [
        [...quiet(), '--data', data('name'), '--host', 'no.such.invalid'],
        /^--host no\.such\.invalid is no address of this machine\.$/,
      ],
    ] as const) {
      await refused(args, line)
    }
  })

  test('an owner without a password is not half believed', async () => {
    const line = /^BATON_OWNER and BATON_OWNER_PASSWORD go together\.$/
    await refused(['--data', data('half')], line, { env: { BATON_OWNER: 'Ada' } })
    await refused(['--data', data('half')], /password/, {
      env: { BATON_OWNER: 'Ada', BATON_OWNER_PASSWORD: 'short' },
    })
  })

  test('a music folder that may not be read is told, when it exists', async (t) => {
    if (process.getuid?.() !== 0) return t.skip('another user can only be tried by root')
    const locked = data('locked')
    await mkdir(locked)
    await chmod(folder, 0o755)
    await chmod(locked, 0o700)
    await refused(
      ['--music', locked, '--data', data('locked-data')],
      /^The music folder .*locked cannot be read\. Check its permissions\.$/,
      {
        uid: NOBODY,
      },
    )
  })

  test('a port that is in use is named', async () => {
    await using server = createServer()
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address()
        resolve(typeof address === 'object' && address ? address.port : 0)
      })
    })
    const args = ['--data', data('port'), '--host', '127.0.0.1', '--port', String(port)]
    await refused(args, new RegExp(`^Port ${port} is in use\\. Choose another with --port\\.$`))
  })

  test('a data folder that another hub holds is told with its process, also after that hub was killed', async () => {
    const args = [...quiet(), '--data', data('held')]
    const first = runHub(args)
    await first.listening()
    await refused(args, new RegExp(`is held by another hub: process ${first.child.pid} on \\S+\\.$`))
    await first.end('SIGKILL')
    const second = runHub(args)
    await second.listening()
    assert.equal((await second.end()).code, 0)
  })
})

test('--help tells every option and its environment variable, and starts nothing', async () => {
  for (const flag of ['--help', '-h']) {
    const { code, stdout, stderr } = await runHub([flag, '--data', data('help')]).ended
    assert.deepEqual([code, stderr], [0, ''])
    for (const [option, variable] of [
      ['--music DIR', 'BATON_MUSIC'],
      ['--data DIR', 'BATON_DATA'],
      ['--port N', 'BATON_PORT'],
      ['--host H', 'BATON_HOST'],
      ['--proxies A,B', 'BATON_PROXIES'],
      ['--origins A,B', 'BATON_ORIGINS'],
      ['--metrics WHO', 'BATON_METRICS'],
    ] as const) {
      assert.match(stdout, new RegExp(`${option} +${variable} `))
    }
  }
})

test('environment variables say what flags say, and flags win', async () => {
  const env = { BATON_DATA: data('env'), BATON_PORT: 'x', BATON_HOST: '127.0.0.1', BATON_LOG: 'silent' }
  await refused([], /^--port takes a number/, { env })
  const hub = runHub(['--port', '0', '--music', data('music')], { env })
  assert.match(await hub.listening(), /^http:\/\/127\.0\.0\.1:\d+$/)
  assert.equal((await hub.end()).code, 0)
  assert.ok((await readdir(data('env'))).includes('baton.db'))
})

test('the log says once what runs, and nothing else of a quiet hub than its scan', async (t) => {
  const env = { BATON_OWNER: 'Ada', BATON_OWNER_PASSWORD: 'a long password' }
  const args = [
    '--host',
    '127.0.0.1',
    '--port',
    '0',
    '--music',
    data('music'),
    '--data',
    data('log'),
    '--proxies',
    '127.0.0.1, 10.0.0.0/8',
    '--origins',
    'https://Music.example.org/',
  ]
  const hub = runHub(args, { env })
  t.after(() => hub.end('SIGKILL'))
  const baseUrl = await hub.listening()
  await until('the scan is told', async () => /scanned/.test(hub.stderr()))
  assert.equal((await hub.end()).code, 0)
  const lines = hub
    .stderr()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  const [first] = lines.filter(({ msg }) => msg === 'the hub runs')
  assert.deepEqual(
    [first?.addresses, first?.data, first?.music],
    [[baseUrl], data('log'), [data('music')]],
    hub.stderr(),
  )
  assert.match(String(first?.version), /^\d+\.\d+\.\d+$/)
  for (const { msg } of lines)
    assert.match(String(msg), /^(the hub (runs|stops)|the scan begins|scanned the library: .*)$/)
})

describe('the owner', () => {
  test('[A9] comes from the environment at the first start, and no link is printed', async () => {
    const env = { BATON_OWNER: 'Ada', BATON_OWNER_PASSWORD: 'a long password' }
    const args = [...quiet(), '--data', data('owner')]
    const hub = runHub(args, { env })
    const baseUrl = await hub.listening()
    assert.equal((await signIn(baseUrl, 'a long password')).status, 200)
    await hub.end()
    assert.doesNotMatch(hub.stdout(), /setup/)
    // Where there is an owner, the variables change nothing.
    const again = runHub(args, { env: { ...env, BATON_OWNER_PASSWORD: 'another password' } })
    const address = await again.listening()
    assert.equal((await signIn(address, 'another password')).status, 401)
    assert.equal((await signIn(address, 'a long password')).status, 200)
    await again.end()
  })

  test('[A7] is made through the printed link, once', async () => {
    const args = [...quiet(), '--data', data('link')]
    const first = runHub(args)
    const stale = await setupCode(first)
    await first.end('SIGKILL')
    const hub = runHub(args)
    const baseUrl = await hub.listening()
    const code = await setupCode(hub)
    assert.notEqual(code, stale)
    const body = { username: 'Ada', password: 'a long password' }
    assert.equal((await setup(baseUrl, { ...body, code: stale })).status, 403)
    assert.equal((await setup(baseUrl, { ...body, code })).status, 201)
    assert.ok((await setup(baseUrl, { ...body, username: 'Eve', code })).status >= 400)
    assert.deepEqual(await (await fetch(`${baseUrl}/setup`)).json(), { needs_owner: false })
    await hub.end()
    const later = runHub(args)
    await later.listening()
    await later.end()
    assert.doesNotMatch(later.stdout(), /setup/)
  })
})

test('without a music folder there are tunes to play', async () => {
  const env = { BATON_OWNER: 'Ada', BATON_OWNER_PASSWORD: 'a long password' }
  const hub = runHub([...anywhere, '--data', data('demo')], { env })
  const baseUrl = await hub.listening()
  const { access_token: token } = (await (await signIn(baseUrl, 'a long password')).json()) as Record<
    string,
    string
  >
  const ask = async (path: string, body?: object) => {
    const response = await fetch(`${baseUrl}${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
    return (await response.json()) as Record<string, unknown>
  }
  await ask('/devices/register', { device_name: 'Script' })
  const tracks = await until('there are tunes', async () => {
    const { items } = await ask('/library/tracks')
    return Array.isArray(items) && items.length > 0 && (items as { track_id: string; duration_ms: number }[])
  })
  assert.ok(tracks.every(({ duration_ms }) => duration_ms > 1_000))
  const session = await ask('/queue/enqueue', {
    track_ids: tracks.map(({ track_id }) => track_id),
    at: 'now',
  })
  assert.equal(session.play_state, 'playing')
  const address = `${session.file_url}`
  const audio = await fetch(address.startsWith('/') ? `${baseUrl}${address}` : address)
  assert.deepEqual([audio.status, audio.headers.get('content-type')], [200, 'audio/flac'])
  assert.equal(
    Buffer.from(await audio.arrayBuffer())
      .subarray(0, 4)
      .toString(),
    'fLaC',
  )
  assert.equal((await hub.end()).code, 0)
})

async function refused(args: readonly string[], line: RegExp, options: HubRunOptions = {}): Promise<void> {
  const { code, stdout, stderr } = await runHub(args, options).ended
  assert.equal(code, 2, `${args.join(' ')}: exit code ${code}, ${stderr}`)
  assert.match(stderr.trimEnd(), line)
  assert.equal(stderr.trimEnd().split('\n').length, 1, stderr)
  assert.equal(stdout, '')
}

async function setupCode(hub: HubRun): Promise<string> {
  await hub.listening()
  return until('the link is printed', async () => /\/#\/setup\?code=(\S+)/.exec(hub.stdout())?.[1])
}

function setup(baseUrl: string, body: object): Promise<Response> {
  const headers = { 'content-type': 'application/json' }
  return fetch(`${baseUrl}/setup`, { method: 'POST', headers, body: JSON.stringify(body) })
}

function signIn(baseUrl: string, password: string): Promise<Response> {
  const form = new URLSearchParams({ grant_type: 'password', username: 'Ada', password })
  return fetch(`${baseUrl}/token`, { method: 'POST', body: form })
}
