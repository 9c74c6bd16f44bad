import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { openSqlite } from '../runtime/database.ts'
import { migrate } from './migrate.ts'

test('[W14] a hub begins on a database that a newer one has migrated', async () => {
  await using database = openSqlite({ path: ':memory:', synchronous: 'off' })
  const applied = await migrate(database)
  assert.ok(applied.length > 0)
  await sql`insert into kysely_migration (name, timestamp) values ('9999-newer', '2030-01-01T00:00:00Z')`.execute(
    database.kysely,
  )
  assert.deepEqual(await migrate(database), [])
})
