import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { migrate } from '../migrations/migrate.ts'
import { openSqlite } from './database.ts'

let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'baton-database-'))
})
after(() => rm(folder, { recursive: true, force: true }))

test('a second migration finds nothing to do, also after opening the file again', async () => {
  const path = join(folder, 'again.db')
  {
    await using database = openSqlite({ path, synchronous: 'off' })
    assert.ok((await migrate(database)).includes('0002-library'))
  }
  await using database = openSqlite({ path, synchronous: 'full' })
  assert.deepEqual(await migrate(database), [])
})

test('rows are ordinary objects, booleans read back as numbers and large integers are refused', async () => {
  await using database = openSqlite({ path: ':memory:', synchronous: 'off' })
  const { rows } = await sql<{ yes: number }>`select ${true} as yes`.execute(database.kysely)
  assert.deepEqual(rows, [{ yes: 1 }])
  assert.equal(Object.getPrototypeOf(rows[0]), Object.prototype)
  await assert.rejects(sql`select 9007199254740993 as big`.execute(database.kysely), RangeError)
})

test('a write transaction holds the write lock from its beginning', async () => {
  const path = join(folder, 'lock.db')
  await using one = openSqlite({ path, synchronous: 'off' })
  await sql`create table t (x integer)`.execute(one.kysely)
  await one.kysely.transaction().execute(async () => {
    const { DatabaseSync } = await import('node:sqlite')
    const other = new DatabaseSync(path, { timeout: 0 })
    assert.throws(() => other.exec('begin immediate'), /locked/)
    other.close()
  })
})

test('a read-only database reads inside a transaction and refuses to write', async () => {
  const path = join(folder, 'read-only.db')
  {
    await using database = openSqlite({ path, synchronous: 'off' })
    await sql`create table t (x integer)`.execute(database.kysely)
  }
  await using database = openSqlite({ path, synchronous: 'off', readOnly: true })
  await database.kysely.transaction().execute(async (transaction) => {
    assert.deepEqual((await sql`select * from t`.execute(transaction)).rows, [])
  })
  await assert.rejects(sql`insert into t values (1)`.execute(database.kysely), /readonly/)
})

test('closing twice, or closing what was never used, is allowed', async () => {
  const database = openSqlite({ path: join(folder, 'unused.db'), synchronous: 'off' })
  await database.close()
  await database.close()
})

test('foreign keys hold', async () => {
  await using database = openSqlite({ path: ':memory:', synchronous: 'off' })
  await migrate(database)
  await assert.rejects(
    database.kysely
      .insertInto('library_scan_errors')
      .values({
        household_id: 'h',
        folder_id: 'nobody',
        path: 'a.mp3',
        size_bytes: 0,
        mtime_ms: 0,
        code: 'x',
        message: 'x',
        seen_at: 0,
      })
      .execute(),
    /FOREIGN KEY/,
  )
})
