import assert from 'node:assert/strict'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { VirtualClock } from '../../../../../testing/src/fakes/virtual-clock.ts'
import { scanWorld } from '../../../../../testing/src/worlds/scan-world.ts'
import type { LookedFolder } from '../lists/list-plan.ts'
import { scanFolder } from '../scan/scan.ts'
import { HouseholdScans } from './household-scans.ts'
import { scanTurns } from './scan-turns.ts'

test('[PF20] where all music has moved away before everything was looked at, lists that were not seen are not lost', async (t) => {
  await using world = await scanWorld()
  const { library, covers, householdId, music, folder } = world
  const more = join(folder, 'more')
  for (const path of [more, join(music, 'B')]) await mkdir(path)
  await world.sounds('A/only.flac')
  await writeFile(join(music, 'B/evening.m3u'), 'only.flac\n')
  await world.scan()
  const [old] = await library.folders(householdId)
  assert.ok(old)
  if ((await library.placeKept(householdId, old.folderId)) === null)
    return t.skip('this file system does not say when a folder was made')
  await rename(join(music, 'A/only.flac'), join(more, 'only.flac'))
  const clock = new VirtualClock(Date.now() + 3_600_000)
  await scanFolder({
    householdId,
    folder: await library.addFolder(householdId, more),
    library,
    covers,
    clock,
  })

  const looks: LookedFolder[] = []
  const hasFollowed = Promise.withResolvers<void>()
  const nobody = { watches: async () => {}, hears: () => {} }
  const scans = new HouseholdScans(householdId, {
    library,
    covers,
    clock,
    musicDirs: [music, more],
    demoPath: join(folder, 'demo'),
    dataPath: join(folder, 'data'),
    engine: { beacon: nobody.hears, libraryChanged: nobody.watches },
    log: { info: nobody.hears, warn: nobody.hears, error: (facts) => hasFollowed.reject(facts) },
    lists: {
      async follow(_householdId, looked) {
        if (looked.folder.folderId !== old.folderId) return
        looks.push(looked)
        hasFollowed.resolve()
      },
      keepOnly: async () => {},
    },
    turns: scanTurns(1),
    watched: {
      follow: nobody.hears,
      leave: nobody.watches,
      keepOnly: nobody.watches,
      [Symbol.asyncDispose]: nobody.watches,
    },
    ownMusic: nobody.watches,
    onOutage: nobody.hears,
    onScanned: nobody.hears,
  })
  scans.changed({ folderId: old.folderId, under: ['A', 'B'] })
  await hasFollowed.promise
  await scans.end()
  assert.deepEqual(
    looks.map(({ under, lists }) => [under, lists.map(({ path }) => path)]),
    [[[''], ['B/evening.m3u']]],
  )
})
