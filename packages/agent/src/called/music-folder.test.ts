import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { FakeClock } from '@baton/testing/fakes/fake-clock'
import { musicFolder } from './music-folder.ts'

test('[AG45] a file lies inside its own folder, which has to be there', async () => {
  await using made = new AsyncDisposableStack()
  const root = await mkdtemp(join(tmpdir(), 'baton-called-music-'))
  made.defer(() => rm(root, { recursive: true, force: true }))
  const music = join(root, 'music')
  await mkdir(join(music, 'album'), { recursive: true })
  await writeFile(join(root, 'secret'), 'x')
  const clock = new FakeClock()
  const folder = musicFolder(music, clock)
  await writeFile(join(music, 'album', 'song.flac'), 'x')
  await symlink(join(root, 'secret'), join(music, 'link'))
  assert.equal(await folder.isMounted(), true)
  assert.equal(await folder.fileAt('album/song.flac'), join(music, 'album', 'song.flac'))
  assert.equal(await folder.fileAt(join(music, 'album/song.flac')), join(music, 'album', 'song.flac'))
  for (const path of ['../secret', join(root, 'secret'), 'link', 'album', '.', 'none.flac', 'a\0b'])
    assert.equal(await folder.fileAt(path), null, path)
  assert.equal(await musicFolder(join(root, 'none'), clock).isMounted(), false)
  await mkdir(join(root, 'empty'))
  assert.equal(await musicFolder(join(root, 'empty'), clock).isMounted(), false)
  assert.equal(await musicFolder(null, clock).isMounted(), true)
})
