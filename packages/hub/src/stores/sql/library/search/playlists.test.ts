import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { UserId } from '@baton/protocol'
import type { KyselyPlugin } from 'kysely'
import { HOME } from '../../../../../../testing/src/contracts/library/fixtures.ts'
import { listenedRowsIn } from '../../../../../../testing/src/contracts/library/listened-rows.ts'
import { newPlaylist } from '../../../../../../testing/src/contracts/store/fixtures.ts'
import { migrate } from '../../migrations/migrate.ts'
import { openSqlite } from '../../runtime/database.ts'
import { playlistSearch } from './playlists.ts'

const ANNA = 'anna' as UserId

test('[B26] whoever types has no playlist read whole but those that are new and those that are found', async () => {
  await using database = openSqlite({ path: ':memory:', synchronous: 'off' })
  await migrate(database)
  const { listPlaylist } = await listenedRowsIn(database)
  let read = 0
  const reading: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      read += result.rows.filter((row) => 'view' in row).length
      return result
    },
  }
  const search = playlistSearch(database.kysely.withPlugin(reading))
  const typed = async (q: string) => {
    read = 0
    const found = await (await search.seenBy(HOME, ANNA)).find(q, 3, false)
    return [found.map(({ title }) => title), read]
  }
  const rows = Array.from({ length: 20 }, (_, n) => newPlaylist({ userId: ANNA }, [], { title: `Tea ${n}` }))
  for (const { view } of rows) await listPlaylist(view)
  assert.deepEqual(await typed('tea 7'), [['Tea 7'], 20 + 1])
  assert.deepEqual(await typed('tea 7'), [['Tea 7'], 1])
  assert.deepEqual(await typed('coffee'), [[], 0])
  const [first] = rows
  assert.ok(first)
  await listPlaylist({ ...first.view, title: 'Coffee', revision: first.view.revision + 1 })
  assert.deepEqual(await typed('coffee'), [['Coffee'], 1 + 1])
  assert.equal((await typed('tea'))[1], 3, 'as many as are shown')
})
