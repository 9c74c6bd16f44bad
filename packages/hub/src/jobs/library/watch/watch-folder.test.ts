import assert from 'node:assert/strict'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { mkdir, mkdtemp, realpath, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { watchFolder } from './watch-folder.ts'

test('[B33] a folder that takes the place and name of another is watched, and so is what lies in it', async () => {
  await using world = await watched()
  await world.until('A', () => mkdir(join(world.root, 'A/CD 1'), { recursive: true }))
  await rename(join(world.root, 'A'), join(world.root, 'A.old'))
  await world.until('A', () => mkdir(join(world.root, 'A/CD 1'), { recursive: true }))
  await world.until('A/CD 1', () => writeFile(join(world.root, 'A/CD 1/1.flac'), 'x'))
})

test('[B33] a folder that is removed and made anew before anybody has looked is watched', async () => {
  await using world = await watched()
  const album = join(world.root, 'B')
  await world.until('B', () => mkdir(album))
  await world.until('busy', () => mkdir(join(world.root, 'busy')))
  for (let round = 0; round < 3; round += 1) {
    // There is so much to tell of that it is heard late; file systems give the new folder the number of the former.
    await world.until('B', async () => {
      for (let file = 0; file < 2_000; file += 1) writeFileSync(join(world.root, `busy/${file}.flac`), 'x')
      rmSync(album, { recursive: true })
      mkdirSync(album)
    })
    await world.quiet()
    await world.until('B', () => writeFile(join(album, 'new.flac'), 'x'))
  }
})

test('[B33] names that begin with dots and are music are watched, bins are not', async () => {
  await using world = await watched()
  await world.until('...Music', () => mkdir(join(world.root, '...Music')))
  await world.until('...Music', () => writeFile(join(world.root, '...Music/...1.flac'), 'x'))
  await mkdir(join(world.root, '#recycle'))
  await world.until('last', () => mkdir(join(world.root, 'last')))
  assert.ok(!world.told.includes('#recycle'))
})

async function watched() {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'baton-watch-')))
  const told: string[] = []
  let wake = () => {}
  const watch = watchFolder({
    root,
    quietMs: 20,
    onPartial: () => {},
    onChange: (folders) => {
      told.push(...folders)
      wake()
    },
  })
  const heard = (folder: string, from: number) => told.slice(from).includes(folder)
  const until = async (folder: string, change: () => Promise<unknown>) => {
    const from = told.length
    await change()
    while (!heard(folder, from)) await new Promise<void>((resolve) => (wake = resolve))
  }
  // The thread has begun once it tells of something.
  for (let turn = 0; told.length === 0; turn += 1) {
    await mkdir(join(root, `begin ${turn}`))
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  /** All that has happened is told by then: another folder is, which was made last. */
  const quiet = () => {
    const last = `last ${told.length}`
    return until(last, () => mkdir(join(root, last)))
  }
  return {
    root,
    told,
    until,
    quiet,
    async [Symbol.asyncDispose]() {
      await watch[Symbol.asyncDispose]()
      await rm(root, { recursive: true, force: true })
    },
  }
}
