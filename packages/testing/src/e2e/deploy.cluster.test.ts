// What deploy/ gives to people is what the real programs take, and Baton works with it.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { chmod, chown, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { redisBell } from '@baton/hub/bells/redis'
import { migrate, openPostgres } from '@baton/hub/stores/sql'
import { createClient } from 'redis'
import { makeCertificate } from '../machine/certificates.ts'
import { lacking } from '../machine/child.ts'
import { freePort } from '../machine/ports.ts'
import { postgresPrograms, startPostgres } from '../machine/postgres.ts'
import { startServer } from '../machine/server-process.ts'
import { lackingCluster } from '../worlds/cluster-world.ts'
import { until } from '../worlds/hub-process-world.ts'

const run = promisify(execFile)
const DEPLOY = fileURLToPath(new URL('../../../../deploy', import.meta.url))
const skip = lackingCluster() || lacking('openssl')

describe('the files in deploy/', { skip }, () => {
  let folder: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'baton-deploy-'))
    await chmod(folder, 0o755)
  })
  after(() => rm(folder, { recursive: true, force: true }))

  test('Nginx takes the site, with TLS and HTTP/2', async () => {
    const { key, certificate } = await makeCertificate(folder, 'site')
    for (const site of ['baton.conf', 'compose.conf']) {
      const text = (await readFile(join(DEPLOY, 'nginx', site), 'utf8'))
        .replaceAll('/etc/nginx/baton', join(DEPLOY, 'nginx'))
        .replace(/\/etc\/letsencrypt\S*fullchain\.pem/, certificate)
        .replace(/\/etc\/letsencrypt\S*privkey\.pem/, key)
        .replaceAll('worker:4040', '127.0.0.1:4040')
      assert.ok(!text.includes('letsencrypt'))
      const config = join(folder, `nginx-${site}`)
      await writeFile(config, `pid ${folder}/nginx.pid;\nevents {}\nhttp {\n${text}\n}\n`)
      const { stderr } = await run('nginx', ['-t', '-p', folder, '-c', config, '-e', 'stderr'])
      assert.match(stderr, /test is successful/)
      assert.doesNotMatch(stderr, /warn/)
    }
  })

  test('Redis takes its settings and users, and gives the hub what it needs and nothing else', async () => {
    const port = await freePort()
    await cp(join(DEPLOY, 'redis/users.acl'), join(folder, 'users.acl'))
    const config = join(folder, 'redis.conf')
    const text = await readFile(join(DEPLOY, 'redis/redis.conf'), 'utf8')
    await writeFile(
      config,
      text
        .replace('port 6379', `port ${port}`)
        .replace('/etc/redis/baton-users.acl', join(folder, 'users.acl')),
    )
    await using server = await startServer({
      command: 'redis-server',
      args: [config, '--dir', folder],
      port,
      ready: /eady to accept connections/,
    })
    const url = `redis://baton:change-me@127.0.0.1:${server.port}`
    const bells = [redisBell({ url }), redisBell({ url })]
    const heard: number[] = []
    bells[1]?.listen(({ seq }) => heard.push(seq))
    try {
      await until('the bells are connected', async () => bells.every((bell) => bell.isConnected))
      bells[0]?.ring({ householdId: HOUSEHOLD, seq: 5, users: [] })
      await until('the ring is heard', async () => heard.length > 0)
    } finally {
      await Promise.all(bells.map((bell) => bell.close()))
    }
    const hub = await createClient({ url }).connect()
    for (const command of [
      ['GET', 'a'],
      ['CONFIG', 'GET', '*'],
      ['PUBLISH', 'other', 'x'],
      ['KEYS', '*'],
    ]) {
      await assert.rejects(hub.sendCommand(command), /NOPERM/, command.join(' '))
    }
    hub.destroy()
    const stranger = createClient({ url: `redis://127.0.0.1:${port}`, socket: { reconnectStrategy: false } })
    stranger.on('error', () => {})
    await assert.rejects(
      stranger.connect().then(() => stranger.ping()),
      /NOAUTH|WRONGPASS/,
    )
    stranger.destroy()
  })

  test('Redis over TLS is believed only with the right certificate', async () => {
    const { key, certificate, pem } = await makeCertificate(folder, 'redis')
    const { pem: other } = await makeCertificate(folder, 'another')
    const port = await freePort()
    await using server = await startServer({
      command: 'redis-server',
      args: [
        ...['--port', '0', '--tls-port', String(port), '--tls-cert-file', certificate, '--tls-key-file', key],
        ...['--tls-ca-cert-file', certificate, '--tls-auth-clients', 'no', '--save', '', '--dir', folder],
      ],
      port,
      ready: /eady to accept connections/,
    })
    const url = `rediss://127.0.0.1:${server.port}`
    const good = redisBell({ url, ca: pem })
    const bad = redisBell({ url, ca: other })
    try {
      await until('the right one is connected', async () => good.isConnected)
      assert.equal(bad.isConnected, false)
    } finally {
      await Promise.all([good, bad].map((bell) => bell.close()))
    }
  })

  test('Postgres takes the role, which can migrate its own database and do nothing else, over TLS alone', async () => {
    const { key, certificate, pem } = await makeCertificate(folder, 'postgres')
    const { pem: other } = await makeCertificate(folder, 'another')
    await chmod(key, 0o600)
    if (process.getuid?.() === 0) {
      const { stdout } = await run('id', ['-u', 'postgres'])
      await chown(key, Number(stdout), -1)
    }
    const settings = ['ssl=on', `ssl_cert_file=${certificate}`, `ssl_key_file=${key}`]
    await using server = await startPostgres({ settings })
    const port = String(server.server.port)
    const psql = join(postgresPrograms() ?? '', 'psql')
    const secret = 'a long password'
    await server.query('create role chief superuser login')
    const asChief = ['-h', '127.0.0.1', '-p', port, '-U', 'chief', '-d', 'postgres', '-v', 'ON_ERROR_STOP=1']
    // The test's own superuser is called baton, as the role is to be.
    await run(psql, [...asChief, '-c', 'alter role baton rename to other_owner'])
    await run(psql, [...asChief, '-v', `password='${secret}'`, '-f', join(DEPLOY, 'postgres/role.sql')])

    const url = `postgres://baton:${encodeURIComponent(secret)}@127.0.0.1:${port}/baton`
    await using database = openPostgres({ url, ca: pem, max: 2 })
    assert.ok((await migrate(database)).length > 0)
    assert.deepEqual(await migrate(database), [])
    if (database.raw.engine !== 'postgres') throw new Error('This is not Postgres')
    const { pool } = database.raw
    const { rows } = await pool.query('select ssl from pg_stat_ssl where pid = pg_backend_pid()')
    assert.deepEqual(rows, [{ ssl: true }])
    for (const sql of ['create database mine', 'create role mine', 'create table public.mine (id int)']) {
      await assert.rejects(pool.query(sql), /permission denied/, sql)
    }
    await using wrong = openPostgres({ url, ca: other, max: 1 })
    await assert.rejects(migrate(wrong))
  })

  test('systemd takes the unit', { skip: lacking('systemd-analyze') }, async () => {
    const unit = join(folder, 'baton@.service')
    const text = await readFile(join(DEPLOY, 'systemd/baton@.service'), 'utf8')
    await writeFile(unit, text.replaceAll('/opt/baton/current/node_modules/.bin/node', process.execPath))
    const { stdout, stderr } = await run('systemd-analyze', ['verify', unit])
    assert.equal(stdout + stderr, '')
  })

  test('[W15] a release is brought in worker by worker, and taken back when it does not become ready', async () => {
    const root = join(folder, 'opt')
    await mkdir(join(root, 'releases'), { recursive: true })
    const ports = [await freePort(), await freePort(), await freePort()]
    await release(root, 'one', ANSWERS)
    await release(root, 'two', ANSWERS)
    await release(root, 'broken', "process.argv.includes('--help') ? 0 : process.exit(1)")
    await release(root, 'absurd', 'process.exit(1)')
    const control = join(folder, 'control.sh')
    await writeFile(control, CONTROL, { mode: 0o755 })
    const env = {
      PATH: process.env.PATH ?? '',
      BATON_ROOT: root,
      BATON_WORKERS: ports.join(' '),
      BATON_CONTROL: control,
      BATON_PATIENCE: '4',
    }
    const deploy = (name: string, keep = 10) =>
      run(join(DEPLOY, 'deploy.sh'), [name], { env: { ...env, BATON_KEEP: String(keep) } })
    const running = () =>
      Promise.all(
        ports.map((port) =>
          fetch(`http://127.0.0.1:${port}/version`).then(
            (answer) => answer.text(),
            () => 'away',
          ),
        ),
      )
    try {
      await deploy('one')
      assert.deepEqual(await running(), ['one', 'one', 'one'])
      const seen: number[] = []
      const watching = setInterval(
        () => void running().then((now) => seen.push(now.filter((version) => version !== 'away').length)),
        100,
      )
      await deploy('two').finally(() => clearInterval(watching))
      assert.deepEqual(await running(), ['two', 'two', 'two'])
      assert.ok(Math.min(...seen) >= 2, `${seen}`)
      await assert.rejects(deploy('broken'), /taken back/)
      assert.deepEqual(await running(), ['two', 'two', 'two'])
      await assert.rejects(deploy('absurd'), /does not start/)
      await assert.rejects(deploy('nowhere'), /there is no/)
      assert.deepEqual(await running(), ['two', 'two', 'two'])
      await deploy('one', 2)
      assert.deepEqual((await readdir(join(root, 'releases'))).toSorted(), ['one', 'two'])
    } finally {
      for (const port of ports) await run(control, ['stop', String(port)], { env })
    }
  })
})

const HOUSEHOLD = '7e0c9a52-6f54-4f0e-9a57-0a4f6f5f5d11' as Parameters<
  ReturnType<typeof redisBell>['ring']
>[0]['householdId']

/** A worker that answers as a hub does, as far as a deploy asks. */
const ANSWERS = `
import { createServer } from 'node:http'
import { basename, dirname } from 'node:path'
if (!process.argv.includes('--help')) {
  const version = basename(process.cwd())
  createServer((request, response) => response.end(request.url === '/readyz' ? '{}' : version))
    .listen(Number(process.argv.at(-1)), '127.0.0.1')
}
`

/** In place of systemd. */
const CONTROL = `#!/usr/bin/env bash
pid_file=$BATON_ROOT/$2.pid
if [ -f "$pid_file" ]; then
  kill "$(cat "$pid_file")" 2>/dev/null
  while kill -0 "$(cat "$pid_file")" 2>/dev/null; do sleep 0.05; done
  rm -f "$pid_file"
fi
[ "$1" = restart ] || exit 0
cd "$(readlink -f "$BATON_ROOT/current")" || exit 1
node_modules/.bin/node packages/hub/src/main/bin.ts "$2" </dev/null >/dev/null 2>&1 9>&- &
echo $! > "$pid_file"
`

async function release(root: string, name: string, program: string): Promise<void> {
  const folder = join(root, 'releases', name)
  await mkdir(join(folder, 'packages/hub/src/main'), { recursive: true })
  await mkdir(join(folder, 'node_modules/.bin'), { recursive: true })
  await writeFile(join(folder, 'package.json'), '{"type": "module"}')
  await writeFile(join(folder, 'packages/hub/src/main/bin.ts'), program)
  await writeFile(join(folder, 'node_modules/.bin/node'), `#!/bin/sh\nexec ${process.execPath} "$@"\n`, {
    mode: 0o755,
  })
}
