import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { finish, lacking, spawnOwned } from '@baton/testing/machine/child'
import { musicProbe } from './probe.ts'

const TONE = ['-nostdin', '-v', 'error', '-f', 'lavfi', '-i', 'sine=d=2', '-c:a']

test('[U9] a file is called by what is in it, and not by what it was called', {
  skip: lacking('ffmpeg', 'setpriv'),
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'baton-probe-'))
  try {
    await using probe = musicProbe()
    for (const [codec, container, extension] of [
      ['flac', 'flac', '.flac'],
      ['libvorbis', 'ogg', '.ogg'],
      ['libopus', 'ogg', '.opus'],
      ['libopus', 'matroska', '.mka'],
      ['pcm_s16be', 'aiff', '.aiff'],
      ['aac', 'adts', '.aac'],
      ['wavpack', 'wv', '.wv'],
    ] as const) {
      const path = join(folder, `${container}-${codec}.bin`)
      await finish(spawnOwned('ffmpeg', [...TONE, codec, '-f', container, path]))
      const found = await probe.look(path)
      assert.equal(found.kind === 'music' && found.extension, extension, `${codec} in ${container}`)
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
