import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { runMosquittoCommand } from './mosquitto-command.ts'

let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'baton-mosquitto-files-'))
})
after(() => rm(folder, { recursive: true, force: true }))

const read = (name: string) => readFile(join(folder, name), 'utf8')

test('[MQ39] everything that a Mosquitto needs is written once, and no secret is printed', async () => {
  const said = await runMosquittoCommand(['config', folder, '--websocket-port', '9001'], {})
  const conf = await read('mosquitto.conf')
  for (const line of [
    'listener 1884 127.0.0.1',
    'listener 1883',
    'listener 9001',
    'allow_anonymous false',
    `plugin_opt_config_file ${folder}/dynamic-security.json`,
  ])
    assert.ok(conf.split('\n').includes(line), line)
  const [, password = ''] =
    /^BATON_MQTT_BROKER=mqtt:\/\/baton:(.+)@127\.0\.0\.1:1884$/m.exec(await read('baton.env')) ?? []
  assert.ok(password.length >= 32)
  assert.ok(!said.includes(password))
  const { clients, defaultACLAccess } = JSON.parse(await read('dynamic-security.json'))
  assert.deepEqual(
    clients.map((one: { readonly username: string }) => one.username),
    ['baton'],
  )
  assert.equal(defaultACLAccess.publishClientSend, false)
  for (const secret of ['baton.env', 'dynamic-security.json'])
    assert.equal((await stat(join(folder, secret))).mode & 0o077, 0, secret)
  await assert.rejects(runMosquittoCommand(['config', folder], {}), /is there already/)
  assert.ok((await read('baton.env')).includes(password), 'what was there is as it was')
})

test('[MQ39] for containers it is where they find it, with its certificate beside it', async () => {
  const below = join(folder, 'container')
  const words = ['config', below, '--container', '--port', 'off']
  const tls = (at: string) => ['--tls-cert', join(at, 'a.crt'), '--tls-key', join(at, 'a.key')]
  await assert.rejects(runMosquittoCommand([...words, ...tls('/etc/ssl')], {}), /has to lie in/)
  await runMosquittoCommand([...words, ...tls(below)], {})
  const conf = await readFile(join(below, 'mosquitto.conf'), 'utf8')
  for (const line of ['listener 1884 0.0.0.0', 'listener 8883', 'certfile /mosquitto/config/a.crt'])
    assert.ok(conf.split('\n').includes(line), line)
  assert.ok(!/^listener 1883/m.test(conf))
  const compose = await readFile(join(below, 'compose.mosquitto.yaml'), 'utf8')
  assert.match(compose, /ports: \["8883:8883"\]/)
})

test('[MQ39] what is wrongly asked for is said in one line', async () => {
  for (const [args, line] of [
    [[], /^Say what to write/],
    [['config'], /^Say what to write/],
    [['config', 'a', 'b'], /^Say what to write/],
    [['config', 'a', '--port', '0'], /^--port takes a number from 1 to 65535, not "0"\.$/],
    [['config', 'a', '--port', 'off'], /^Displays need --port, or a certificate/],
    [['config', 'a', '--tls-key', 'k'], /^--tls-cert and --tls-key go together\.$/],
    [['config', 'a', '--prot', '1'], /^Unknown option '--prot'\. See --help\.$/],
  ] as const)
    await assert.rejects(runMosquittoCommand(args, {}), { message: line })
})
