import assert from 'node:assert/strict'
import { mkdir, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
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

test('[B50] a music folder that is suddenly empty is away: nothing is missing, and it comes back', async () => {
  await using world = await scanWorld()
  await world.sounds('x/a.flac', 'x/b.flac')
  await world.scan()
  await rename(join(world.music, 'x'), join(world.folder, 'x'))
  await mkdir(join(world.music, 'lost+found'))
  for (const under of [[''], ['x']]) {
    const { phase, problem, missing } = await world.scan({ under })
    assert.deepEqual([phase, problem, missing], ['failed', 'folder.away', 0])
  }
  assert.deepEqual(await world.titles(), ['a', 'b'])
  const listed = async () => (await world.library.scanErrors(world.householdId, ALL)).items
  assert.deepEqual(
    (await listed()).map(({ path, code }) => [path, code]),
    [['', 'folder.away']],
  )
  await rename(join(world.folder, 'x'), join(world.music, 'x'))
  assert.equal((await world.scan()).phase, 'done')
  assert.deepEqual([await world.titles(), await listed()], [['a', 'b'], []])
  await rm(join(world.music, 'x/a.flac'))
  assert.equal((await world.scan()).missing, 1, 'one that is gone is gone')
})
