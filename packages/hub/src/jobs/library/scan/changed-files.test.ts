import assert from 'node:assert/strict'
import { mkdir, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import type { ScanProgress } from '@baton/protocol'
import { id3v2, mp3Frames, textFrame } from '../../../../../testing/src/music/raw-files.ts'
import { makeSound } from '../../../../../testing/src/music/sound-files.ts'
import { ALL, scanWorld } from '../../../../../testing/src/worlds/scan-world.ts'

/** No two frames of it are alike. */
const MP3 = mp3Frames([...Array.from({ length: 40 }, (_, index) => [128, 160, 192, 96][index % 4] ?? 128)])

test('[B2] a file that is renamed and tagged anew at once keeps its id', async () => {
  await using world = await scanWorld()
  const at = (name: string) => join(world.music, name)
  await world.sounds('a.flac', 'stay.flac')
  await writeFile(at('b.mp3'), Buffer.concat([id3v2(4, [textFrame('TIT2', 'b')]), MP3]))
  await world.scan()
  const before = (await world.ids()).map((id) => id.split(' ')[1]).sort()
  await makeSound({ path: at('c.flac'), hz: 300, tags: { title: 'Another title', artist: 'Somebody' } })
  await rm(at('a.flac'))
  await rm(at('b.mp3'))
  const tags = [textFrame('TIT2', 'A much longer title'), textFrame('TPE1', 'Somebody')]
  await writeFile(at('d.mp3'), Buffer.concat([id3v2(3, tags, 2_000), MP3]))
  assert.equal((await world.scan()).moved, 2)
  assert.deepEqual(await world.titles(), ['A much longer title', 'Another title', 'stay'])
  assert.deepEqual((await world.ids()).map((id) => id.split(' ').at(-1)).sort(), before)
})

test('[B2] a copy of a file that is there is no other one that sounded alike', async () => {
  await using world = await scanWorld()
  const at = (name: string) => join(world.music, name)
  const song = (title: string) => Buffer.concat([id3v2(4, [textFrame('TIT2', title)]), MP3])
  await mkdir(at('x'))
  await writeFile(at('x/a.mp3'), song('a'))
  await writeFile(at('x/b.mp3'), song('b'))
  await world.scan()
  await rm(at('x/b.mp3'))
  await writeFile(at('copy.mp3'), song('a copy'))
  const { added, moved, missing } = await world.scan()
  assert.deepEqual([added, moved, missing], [1, 0, 1])
})

test('[B14] tags that were changed are read, also where size and time were put back', async () => {
  await using world = await scanWorld()
  const path = join(world.music, 'a.mp3')
  await writeFile(path, Buffer.concat([id3v2(4, [textFrame('TIT2', 'Day')]), MP3]))
  await utimes(path, 1_000, 1_000)
  await world.scan()
  assert.equal((await world.scan()).unchanged, 1)
  await new Promise((resolve) => setTimeout(resolve, 20))
  await writeFile(path, Buffer.concat([id3v2(4, [textFrame('TIT2', 'Sun')]), MP3]))
  await utimes(path, 1_000, 1_000)
  assert.equal((await world.scan()).changed, 1)
  assert.deepEqual(await world.titles(), ['Sun'])
})

test('[B14] a file that could not be opened is tried again, though it has not changed', async () => {
  await using world = await scanWorld()
  await world.sounds('a.flac', 'b.flac')
  await world.scan()
  const folder = await world.library.addFolder(world.householdId, world.music)
  const page = await world.library.known(world.householdId, folder.folderId, { after: null, limit: 9 })
  const problems = page.map(({ path, sizeBytes, mtimeMs }) => ({
    ...{ path, sizeBytes, mtimeMs },
    code: path === 'a.flac' ? ('file.unreadable' as const) : ('file.damaged' as const),
  }))
  await world.library.ingest(world.householdId, folder.folderId, { tracks: [], problems })
  const listed = async () =>
    (await world.library.scanErrors(world.householdId, ALL)).items.map(({ path }) => path)
  assert.deepEqual(await world.titles(), ['a'], 'of one that is damaged its track is hidden')
  assert.deepEqual(await listed(), ['a.flac', 'b.flac'])
  await world.scan()
  assert.deepEqual([await world.titles(), await listed()], [['a'], ['b.flac']])
})

test('[B51] everything is read anew where that is asked for, with what is read counted', async () => {
  await using world = await scanWorld()
  await world.sounds('a.flac', 'x/b.flac', 'x/c.flac')
  await writeFile(join(world.music, 'bad.flac'), 'bad')
  await world.scan()
  const ids = await world.ids()
  assert.deepEqual(counted(await world.scan()), [4, 0, 4, 0])
  const told: ScanProgress[] = []
  const everything = await world.scan({ extent: 'everything', onProgress: (now) => told.push(now) })
  assert.deepEqual(counted(everything), [4, 3, 0, 1])
  const last = told.at(-1)
  assert.deepEqual([last?.seen, last?.total, last?.read, last?.failed], [4, 4, 3, 1])
  assert.deepEqual(await world.ids(), ids)
  assert.deepEqual(counted(await world.scan({ extent: 'everything', remembered: 1 })), [4, 3, 0, 1])

  function counted({ seen, changed, unchanged, failed }: Awaited<ReturnType<typeof world.scan>>) {
    return [seen, changed, unchanged, failed]
  }
})
