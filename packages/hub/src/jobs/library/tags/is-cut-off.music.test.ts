import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { makeSound } from '@baton/testing/music/sound-files'
import { musicProbe } from '../probe.ts'

test('[U9] a whole file of each format is told from one whose end is missing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'baton-cut-off-'))
  try {
    await using probe = musicProbe()
    for (const format of ['flac', 'mp3', 'ogg', 'opus', 'm4a', 'wav']) {
      const path = join(folder, `whole.${format}`)
      await makeSound({ path, seconds: 4, tags: { title: 'Song', artist: 'Somebody', album: 'Album' } })
      const whole = await probe.look(path)
      assert.equal(whole.kind, 'music', format)
      const bytes = await readFile(path)
      for (const share of [0.3, 0.7, 0.95]) {
        const cut = join(folder, `cut.${format}`)
        await writeFile(cut, bytes.subarray(0, Math.floor(bytes.length * share) + 3))
        assert.equal((await probe.look(cut)).kind, 'damaged', `${format} ${share}`)
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
