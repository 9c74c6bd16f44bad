import assert from 'node:assert/strict'
import { chmod, copyFile, mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TrackId } from '@baton/protocol'
import { makeSound } from '../../../../../testing/src/music/sound-files.ts'
import { ALL, scanWorld } from '../../../../../testing/src/worlds/scan-world.ts'
import { followOutOfEmptied } from './emptied-folder.ts'
import { scanFolder } from './scan.ts'

test('[B17] a music folder that is away fails the scan and makes nothing missing', async () => {
  await using world = await scanWorld()
  await world.sounds('a.flac')
  await world.scan()
  await rename(world.music, `${world.music}-away`)
  const summary = await world.scan()
  assert.deepEqual([summary.phase, summary.problem, summary.missing], ['failed', 'folder.away', 0])
  assert.deepEqual(await world.titles(), ['a'])
  const listed = async () => (await world.library.scanErrors(world.householdId, ALL)).items
  assert.deepEqual(
    (await listed()).map(({ path, code }) => [path, code]),
    [['', 'folder.away']],
  )
  await rename(`${world.music}-away`, world.music)
  assert.equal((await world.scan()).phase, 'done')
  assert.deepEqual(await listed(), [])
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

test('[B50] a disk that goes while it is scanned takes nothing along', async () => {
  await using world = await scanWorld()
  const { library, music } = world
  await world.sounds('a.flac', 'b.flac')
  await world.scan()
  let swapped = false
  const summary = await world.scan({
    library: {
      ...library,
      async known(...range) {
        if (!swapped) await rename(music, `${music}-away`)
        if (!swapped) await world.sounds('left-in-the-mount-point.flac')
        swapped = true
        return library.known(...range)
      },
    },
  })
  assert.deepEqual([summary.phase, summary.problem, summary.missing], ['failed', 'folder.away', 0])
  assert.deepEqual(await world.titles(), ['a', 'b'])
})

test('[B53] the last file of a folder keeps its id where it has moved to another one, whichever is read first', async (t) => {
  for (const order of [
    ['old', 'new'],
    ['new', 'old'],
  ] as const) {
    await using world = await twoFolders()
    if (!world.tellsFoldersApart) return t.skip(NO_BIRTH)
    const [before] = await world.ids()
    await rename(join(world.old, 'x/a.flac'), join(world.more, 'a.flac'))
    await mkdir(join(world.old, 'y'))
    for (const folder of order) await world.scan(folder)
    const { phase, moved } = await world.scan('old')
    assert.deepEqual([phase, await world.ids()], ['done', [before]], `${order}, moved: ${moved}`)
    assert.deepEqual(await world.problems(), [])
    await world.scan('new')
    assert.deepEqual(await world.ids(), [before])
    await rename(join(world.more, 'a.flac'), join(world.old, 'y/a.flac'))
    await world.scan('old')
    await world.scan('new')
    assert.deepEqual(await world.ids(), [before], 'and back again')
  }
})

test('[B53] the last file of a folder keeps its id where it is moved and tagged anew at once', async (t) => {
  for (const order of [
    ['old', 'new'],
    ['new', 'old'],
  ] as const) {
    await using world = await twoFolders()
    if (!world.tellsFoldersApart) return t.skip(NO_BIRTH)
    const before = idOf((await world.ids())[0])
    const tags = { title: 'Another title', artist: 'Somebody', genre: 'Folk; Rock' }
    await makeSound({ path: join(world.more, 'b.flac'), hz: 300, tags })
    await rm(join(world.old, 'x/a.flac'))
    for (const folder of order) await world.scan(folder)
    await world.scan('old')
    assert.deepEqual(await world.ids(), [`Another title ${before}`], `${order}`)
    const { items } = await world.library.listTracks(world.householdId, { ...ALL, genre: 'Rock' })
    assert.deepEqual(
      items.map(({ trackId, artist }) => [trackId, artist]),
      [[before, 'Somebody']],
    )
    await world.scan('new')
    assert.deepEqual([await world.ids(), await world.problems()], [[`Another title ${before}`], []])
  }
})

test('[B53] a folder that was moved into another music folder takes its tracks along', async (t) => {
  for (const order of [
    ['old', 'new'],
    ['new', 'old'],
  ] as const) {
    await using world = await twoFolders()
    if (!world.tellsFoldersApart) return t.skip(NO_BIRTH)
    const before = idOf((await world.ids())[0])
    await mkdir(join(world.more, 'and'))
    await rename(world.old, join(world.more, 'and/then'))
    for (const folder of order) await world.scan(folder)
    await world.scan('old')
    const file = await world.library.file(world.householdId, before)
    assert.deepEqual(
      [file?.folderPath, file?.path, file?.missing],
      [world.more, 'and/then/x/a.flac', false],
      `${order}`,
    )
    assert.equal((await world.ids()).length, 1)
    assert.deepEqual(await world.problems(), ['folder.away'], 'what is set is not there')
  }
})

test('[B53] of a folder that is away nothing has moved where another one was filled with copies of it', async () => {
  await using world = await twoFolders()
  const before = idOf((await world.ids())[0])
  await mkdir(join(world.more, 'x'))
  await copyFile(join(world.old, 'x/a.flac'), join(world.more, 'x/a.flac'))
  await rename(world.old, `${world.old}-disk`)
  for (const folder of ['new', 'old', 'new'] as const) await world.scan(folder)
  assert.equal((await world.library.file(world.householdId, before))?.folderPath, world.old)
  assert.equal((await world.ids()).length, 2)
})

test('[B53] what did not turn up elsewhere is not missing, and its folder is away', async (t) => {
  await using world = await twoFolders()
  if (!world.tellsFoldersApart) return t.skip(NO_BIRTH)
  await makeSound({ path: join(world.old, 'x/b.flac'), hz: 420 })
  await world.scan('old')
  const before = await world.ids()
  await copyFile(join(world.old, 'x/a.flac'), join(world.more, 'a.flac'))
  await rm(join(world.old, 'x'), { recursive: true })
  await world.scan('new')
  const { phase, problem, moved, missing } = await world.scan('old')
  assert.deepEqual([phase, problem, moved, missing], ['failed', 'folder.away', 1, 0])
  assert.deepEqual(await world.ids(), before)
})

test('[B53] where a folder in it cannot be looked into nothing is certainly gone: what lies elsewhere is a copy', async () => {
  const deep = Array.from({ length: 34 }, () => 'd').join('/')
  const notText = (folder: string) => Buffer.concat([Buffer.from(join(folder, 'x')), Buffer.of(0xff)])
  const ways: readonly (readonly [string, (folder: string) => Promise<unknown>])[] = [
    ['file.name-not-text', (folder) => rename(join(folder, 'x'), notText(folder))],
    [
      'folder.too-deep',
      async (folder) => {
        await mkdir(join(folder, deep), { recursive: true })
        await rename(join(folder, 'x'), join(folder, deep, 'x'))
      },
    ],
    ['folder.unreadable', (folder) => chmod(join(folder, 'x'), 0)],
  ]
  for (const [problem, hide] of ways) {
    // Whoever may do everything reads such a folder too.
    if (problem === 'folder.unreadable' && process.getuid?.() === 0) continue
    await using world = await twoFolders()
    const [before] = await world.ids()
    await copyFile(join(world.old, 'x/a.flac'), join(world.more, 'a.flac'))
    await world.scan('new')
    await hide(world.old)
    const { phase, moved } = await world.scan('old')
    const file = await world.library.file(world.householdId, idOf(before))
    if (problem === 'folder.unreadable') await chmod(join(world.old, 'x'), 0o755)
    assert.deepEqual(
      [phase, moved, file?.folderPath, file?.missing],
      ['failed', 0, world.old, false],
      problem,
    )
  }
})

test('[B53] of a folder that is away nothing has moved: what lies elsewhere is a copy', async () => {
  await using world = await twoFolders()
  const [before] = await world.ids()
  await copyFile(join(world.old, 'x/a.flac'), join(world.more, 'a.flac'))
  // The mount point that a disk leaves behind is another folder of the same name.
  await rename(world.old, `${world.old}-disk`)
  await mkdir(world.old)
  await world.scan('new')
  for (const folder of ['old', 'new', 'old'] as const) await world.scan(folder)
  assert.deepEqual(await world.problems(), ['folder.away'])
  assert.equal((await world.ids()).length, 2)
  assert.equal((await world.library.file(world.householdId, idOf(before)))?.folderPath, world.old)
  await rm(world.old, { recursive: true })
  await rename(`${world.old}-disk`, world.old)
  assert.equal((await world.scan('old')).phase, 'done')
  const file = await world.library.file(world.householdId, idOf(before))
  assert.deepEqual([file?.folderPath, file?.path, file?.missing], [world.old, 'x/a.flac', false])
  assert.equal((await world.ids()).length, 2, 'two files, two tracks')
})

test('[B53] a copy that is older, or on a disk that is away itself, is none that it has moved to', async () => {
  await using world = await twoFolders()
  const [before] = await world.ids()
  await copyFile(join(world.old, 'x/a.flac'), join(world.more, 'a.flac'))
  await world.scan('new')
  await rename(world.more, `${world.more}-disk`)
  await world.scan('new')
  await rm(join(world.old, 'x/a.flac'))
  assert.deepEqual(
    [(await world.scan('old')).moved, await world.problems()],
    [0, ['folder.away', 'folder.away']],
  )
  assert.equal((await world.library.file(world.householdId, idOf(before)))?.folderPath, world.old)
})

test('[B53] where nobody knows where a folder lay when it was read whole nothing is certain', async () => {
  await using world = await twoFolders()
  const [before] = await world.ids()
  await world.library.keepPlace(world.householdId, world.folders.old.folderId, null)
  await rename(join(world.old, 'x/a.flac'), join(world.more, 'a.flac'))
  for (const folder of ['new', 'old'] as const) await world.scan(folder)
  assert.deepEqual(await world.problems(), ['folder.away'])
  assert.equal((await world.library.file(world.householdId, idOf(before)))?.folderPath, world.old)
})

const NO_BIRTH = 'this file system does not say when a folder was made'

/** The id of one that `ids` tells. */
function idOf(told: string | undefined) {
  return told?.split(' ').at(-1) as TrackId
}

/** Two music folders of one household; the first has one file, `x/a.flac`, which is read. */
async function twoFolders() {
  const opened = await scanWorld()
  const { library, householdId, covers, music, folder } = opened
  const more = join(folder, 'more')
  await mkdir(more)
  const folders = {
    old: await library.addFolder(householdId, music),
    new: await library.addFolder(householdId, more),
  }
  const clock = { monotonicMs: () => performance.now() }
  let away = false
  const scan = async (which: 'old' | 'new') => {
    const of = { householdId, folder: folders[which], library }
    const summary = await scanFolder({ ...of, covers, clock, workers: 1 })
    if (which === 'old') away = summary.phase === 'failed'
    // What the schedule does behind each scan that found something new.
    if (which === 'new' && away && summary.added > 0)
      await followOutOfEmptied({ ...of, folder: folders.old }, new AbortController().signal)
    return summary
  }
  await opened.sounds('x/a.flac')
  await scan('old')
  return {
    ...opened,
    old: music,
    more,
    folders,
    tellsFoldersApart: (await library.placeKept(householdId, folders.old.folderId)) !== null,
    scan,
    problems: async () => (await library.scanErrors(householdId, ALL)).items.map(({ code }) => code),
  }
}
