import assert from 'node:assert/strict'
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { postgresPrograms, startPostgres } from '../machine/postgres.ts'
import { runHub } from '../worlds/hub-process.ts'
import { until } from '../worlds/hub-process-world.ts'

const skip = postgresPrograms() ? false : 'this machine has no Postgres server program'
const OWNER = { username: 'Ada', password: 'a long password' }

test('[O7] a database that goes and comes back is told once each, whatever is asked meanwhile', {
  skip,
}, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'baton-outage-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  // Postgres runs as another user where the tests run as root.
  await chmod(folder, 0o755)
  const music = join(folder, 'music')
  await mkdir(music)
  // On a disk: it is to be there again after its end.
  await using postgres = await startPostgres({ folder: join(folder, 'postgres') })
  const url = await postgres.createDatabase()
  const hub = runHub(
    [
      '--database',
      url,
      '--data',
      join(folder, 'data'),
      '--music',
      music,
      '--host',
      '127.0.0.1',
      '--port',
      '0',
    ],
    { env: { BATON_OWNER: OWNER.username, BATON_OWNER_PASSWORD: OWNER.password } },
  )
  t.after(() => hub.end('SIGKILL'))
  const baseUrl = await hub.listening()
  const form = new URLSearchParams({ grant_type: 'password', ...OWNER })
  const answer = await fetch(`${baseUrl}/token`, { method: 'POST', body: form })
  const { access_token: token } = (await answer.json()) as { readonly access_token: string }
  const headers = { authorization: `Bearer ${token}` }
  const pause = async () =>
    (await fetch(`${baseUrl}/sessions/${id}/pause`, { method: 'POST', headers })).status
  const me = (await (await fetch(`${baseUrl}/me`, { headers })).json()) as { readonly session_uuid: string }
  const id = me.session_uuid
  assert.equal(await pause(), 200)

  await until('the scan is over', async () => /scanned the library/.test(hub.stderr()))

  await postgres.server.end('SIGQUIT')
  for (let i = 0; i < 5; i++) assert.equal(await pause(), 503)
  assert.match(await (await fetch(`${baseUrl}/metrics`)).text(), /^baton_store_up 0$/m)
  await postgres.server.start()
  await until('commands are carried out again', async () => (await pause()) === 200)
  assert.match(await (await fetch(`${baseUrl}/metrics`)).text(), /^baton_store_up 1$/m)
  await hub.end()

  const lines = hub
    .stderr()
    .split('\n')
    .flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as Record<string, unknown>] : []))
  const told = (msg: string) => lines.filter((line) => line.msg === msg)
  assert.equal(told('the store is away').length, 1, hub.stderr())
  assert.equal(told('the store is back').length, 1, hub.stderr())
  assert.ok(Number(told('the store is back')[0]?.failures) >= 5)
  const others = lines.filter(({ level, msg }) => level === 'error' && msg !== 'the store is away')
  assert.deepEqual(
    others.map(({ msg }) => msg),
    [],
    'nothing else is an error',
  )
  assert.ok(!hub.stderr().includes(url), 'the address of the database is not told')
})
