import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { HouseholdId, UserId } from '@baton/protocol'
import { fillLibrary, manyTracks, trackAt } from '../../../../../testing/src/music/many-tracks.ts'
import { migrate } from '../migrations/migrate.ts'
import { openSqlite } from '../runtime/database.ts'
import { searchIndex } from './search/search-index.ts'
import { sqlLibraryStore } from './store.ts'
import { libraryReader } from './threads.ts'

const TRACKS = 3_000
const HELD_AT_MOST_MS = 20

test('[B31] reads come from their own thread, while batches of a scan hold this one only briefly', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'baton-scale-'))
  const path = join(folder, 'baton.db')
  const database = openSqlite({ path, synchronous: 'full' })
  try {
    await migrate(database)
    await using reads = libraryReader({ engine: 'sqlite', path })
    const library = sqlLibraryStore(database, { newId: randomUUID, wallMs: Date.now }, reads)
    const householdId = randomUUID() as HouseholdId
    const viewer = randomUUID() as UserId
    const { folderId } = await fillLibrary(library, householdId, { tracks: TRACKS })
    assert.equal((await library.summary(householdId)).tracks, TRACKS)
    const held: number[] = []
    for (let batch = 0; batch < 20; batch += 1) {
      const tracks = Array.from({ length: 32 }, (_, index) => trackAt(TRACKS + batch * 32 + index))
      const before = process.threadCpuUsage()
      const written = library.ingest(householdId, folderId, { tracks, problems: [] })
      await written
      const { user, system } = process.threadCpuUsage(before)
      held.push((user + system) / 1_000)
      const newest = tracks.at(-1)?.title ?? ''
      const { items } = await library.listTracks(householdId, { limit: 5, q: newest })
      assert.equal(items[0]?.title, newest, 'what was just written is found')
    }
    const sorted = held.toSorted((one, other) => one - other)
    const middle = sorted[sorted.length >> 1] ?? Number.NaN
    assert.ok(middle <= HELD_AT_MOST_MS, `a batch held the thread for ${middle} ms`)
    const own = process.threadCpuUsage()
    await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        library.search(householdId, viewer, { q: 'abcde'[index % 5] ?? 'a', limit: 8 }),
      ),
    )
    const { user, system } = process.threadCpuUsage(own)
    assert.ok((user + system) / 1_000 / 30 <= HELD_AT_MOST_MS / 2, 'asking costs this thread next to nothing')
  } finally {
    await database.close()
    await rm(folder, { recursive: true, force: true })
  }
})

test('[B26] an index that forgets and learns finds the same as one that learned it at once', () => {
  const grown = searchIndex()
  const fresh = searchIndex()
  const tracks = [...manyTracks({ tracks: 6_000 })]
  for (const [index, track] of tracks.entries())
    grown.put(String(index), `before ${track.title}`.toLowerCase(), 'x')
  for (const [index, track] of tracks.entries()) {
    const text = `${track.title}\n${track.album}`.toLowerCase()
    if (index % 3 === 0) grown.remove(String(index))
    else {
      grown.put(String(index), text, text)
      fresh.put(String(index), text, text)
    }
  }
  assert.equal(grown.size, fresh.size)
  for (const query of [
    'a',
    'bra',
    'wave',
    'jun kro',
    tracks[7]?.title?.toLowerCase() ?? '',
    'before',
    'zzzzzz',
  ]) {
    for (const forgiving of [false, true]) {
      const page = { limit: 100, after: null, forgiving }
      assert.deepEqual(grown.find(query, page), fresh.find(query, page), `${query} ${forgiving}`)
    }
  }
})
