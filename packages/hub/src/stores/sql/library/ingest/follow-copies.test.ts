import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { HOME, scanned } from '../../../../../../testing/src/contracts/library/fixtures.ts'
import { migrate } from '../../migrations/migrate.ts'
import { openSqlite } from '../../runtime/database.ts'
import { sqlLibraryStore } from '../store.ts'
import { COPY_KINDS, followCopies } from './follow-copies.ts'

const COUNT = 250

test('[B2] as many files that are all alike are followed page by page, not one by one', async () => {
  await using database = openSqlite({ path: ':memory:', synchronous: 'off' })
  await migrate(database)
  let now = 1
  const library = sqlLibraryStore(database, { newId: randomUUID, wallMs: () => now })
  const { folderId } = await library.addFolder(HOME, '/music')
  const lying = (place: string) => Array.from({ length: COUNT }, (_, nth) => `${place}/${nth}.wav`)
  const ingest = (paths: readonly string[]) =>
    library.ingest(HOME, folderId, {
      tracks: paths.map((path) => scanned(path, { sampleHash: 'same', soundHash: 'sound' })),
      problems: [],
    })
  await ingest(lying('old'))
  const before = await library.trackAt(HOME, folderId, 'old/0.wav')
  now = 2
  await ingest(lying('new'))
  await library.markMissing(HOME, folderId, lying('old'))
  let followed = 0
  let pages = 0
  for (const alike of [...COPY_KINDS].reverse())
    for (let after: string | null = ''; after !== null; pages += 1) {
      const from: string = after
      const page = await database.kysely
        .transaction()
        .execute((transaction) =>
          followCopies(transaction, HOME, folderId, { gone: 'marked', alike, after: from }),
        )
      followed += page.followed
      after = page.next
    }
  assert.deepEqual([followed, pages], [COUNT, 2 * Math.ceil(COUNT / 200)])
  assert.ok(before)
  assert.match((await library.file(HOME, before))?.path ?? '', /^new\//)
})
