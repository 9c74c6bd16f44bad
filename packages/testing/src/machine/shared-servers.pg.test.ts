import assert from 'node:assert/strict'
import { test } from 'node:test'
import { postgresPrograms } from './postgres.ts'
import { sharedPostgres, startServersOfARun } from './shared-servers.ts'

const skip = postgresPrograms() ? false : 'this machine has no Postgres server program'

test('who is done with the server of a run leaves nothing behind and disturbs nobody', {
  skip,
}, async (t) => {
  await using run = await startServersOfARun({ postgres: true, redis: false })
  const { BATON_TEST_POSTGRES: before } = process.env
  t.after(() => {
    if (before === undefined) delete process.env.BATON_TEST_POSTGRES
    else process.env.BATON_TEST_POSTGRES = before
  })
  Object.assign(process.env, run.env)
  await using stays = await sharedPostgres()
  const names = async () => await stays.query(`select datname from pg_database where datname like 'baton_%'`)
  const kept = new URL(await stays.createDatabase()).pathname.slice(1)
  {
    await using goes = await sharedPostgres()
    const gone = new URL(await goes.createDatabase()).pathname.slice(1)
    assert.notEqual(gone, kept)
    assert.match(await names(), new RegExp(gone))
  }
  assert.deepEqual(JSON.parse(await names()), [{ datname: kept }])
})
