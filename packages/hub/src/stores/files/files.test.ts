import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { test } from 'node:test'
import { keptFiles, openTrackFile } from './index.ts'

test('[B21] a track is read below its folder, in any ranges at once', async () => {
  await using world = await musicFolder()
  await using file = await world.open('a/b.flac')
  assert.ok(file)
  assert.deepEqual([file.sizeBytes, file.mime], [10, 'audio/flac'])
  assert.match(file.etag, /^"[^"]+"$/)
  const [middle, all, last] = await Promise.all([
    buffer(file.read(2, 4)),
    buffer(file.read(0, 9)),
    buffer(file.read(9, 9)),
  ])
  assert.deepEqual([String(middle), String(all), String(last)], ['234', '0123456789', '9'])
})

test('[B21] what leads out of the folder, or is no file, is not there', async () => {
  await using world = await musicFolder()
  await symlink(join(world.folder, 'secret'), join(world.root, 'link.flac'))
  await symlink(world.folder, join(world.root, 'up'))
  await symlink('b.flac', join(world.root, 'a', 'inside.flac'))
  await symlink('loop.flac', join(world.root, 'loop.flac'))
  execFileSync('mkfifo', [join(world.root, 'pipe.flac')])
  const refused = [
    '../secret',
    'a/../../secret',
    '/etc/passwd',
    'link.flac',
    'up/secret',
    'loop.flac',
    'pipe.flac',
    'a',
    '',
    'x\0',
    'none.flac',
  ]
  for (const path of refused) assert.equal(await world.open(path), null, path)
  await using inside = await world.open('a/inside.flac')
  assert.equal(inside?.sizeBytes, 10)
})

test('[B22] an open file stays itself when its name is given to another', async () => {
  await using world = await musicFolder()
  await using file = await world.open('a/b.flac')
  assert.ok(file)
  await writeFile(join(world.root, 'new'), 'another song')
  await rename(join(world.root, 'new'), join(world.root, 'a/b.flac'))
  assert.equal(String(await buffer(file.read(0, 9))), '0123456789')
  await using other = await world.open('a/b.flac')
  assert.notEqual(other?.etag, file.etag)
})

test('closing ends what is still being read, and may be done twice', async () => {
  await using world = await musicFolder()
  await writeFile(join(world.root, 'long.flac'), Buffer.alloc(4_000_000))
  const file = await world.open('long.flac')
  assert.ok(file)
  const stream = file.read(0, 3_999_999)
  await new Promise((resolve) => stream.once('readable', resolve))
  await Promise.all([file.close(), file.close()])
  assert.equal(stream.destroyed, true)
})

test('kept files appear whole, and only under names that the hub gives', async () => {
  await using world = await musicFolder()
  const files = keptFiles(join(world.folder, 'kept'))
  assert.equal(await files.read('abcd.webp'), null)
  assert.equal(await files.has('abcd.webp'), false)
  await Promise.all([1, 2, 3].map((value) => files.write('abcd.webp', Buffer.alloc(100_000, value))))
  const bytes = await files.read('abcd.webp')
  assert.equal(new Set(bytes).size, 1)
  assert.equal(bytes?.length, 100_000)
  assert.deepEqual(await readdir(join(world.folder, 'kept', 'ab')), ['abcd.webp'])
  for (const name of ['../x.webp', 'a/b.webp', '', '.hidden', 'UPPER']) {
    await assert.rejects(async () => files.read(name), /not a name/)
  }
})

async function musicFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'baton-files-'))
  const root = join(folder, 'music')
  await mkdir(join(root, 'a'), { recursive: true })
  await writeFile(join(root, 'a/b.flac'), '0123456789')
  await writeFile(join(folder, 'secret'), 'secret')
  return {
    folder,
    root,
    open: (path: string) => openTrackFile({ folderPath: root, path, mime: 'audio/flac' }),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}
