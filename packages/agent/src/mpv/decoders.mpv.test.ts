import assert from 'node:assert/strict'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { lacking } from '@baton/testing/machine/child'
import { typesThatMpvDecodes } from './decoders.ts'

test('[AG34] it says which formats its mpv decodes', { skip: lacking('mpv') }, async () => {
  const types = await typesThatMpvDecodes('mpv')
  for (const type of ['audio/flac', 'audio/mpeg', 'audio/mp4; codecs=alac', 'audio/x-ms-wma'] as const)
    assert.ok(types?.includes(type), type)
})

test('[AG34] of a player with few decoders it says few, and of one that does not answer nothing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'baton-decoders-'))
  try {
    const small = join(folder, 'mpv')
    const list = 'Audio decoders:\n    mp3float (mp3) - MP3 (MPEG audio layer 3)\n    opus - Opus\n'
    await writeFile(small, `#!/bin/sh\ncat <<'END'\n${list}END\n`)
    await chmod(small, 0o700)
    assert.deepEqual(await typesThatMpvDecodes(small), [
      'audio/mpeg',
      'audio/ogg; codecs=opus',
      'audio/x-matroska; codecs=opus',
      'audio/x-matroska; codecs=mp3',
    ])
    await writeFile(small, '#!/bin/sh\nexit 1\n')
    assert.equal(await typesThatMpvDecodes(small), null)
    assert.equal(await typesThatMpvDecodes(join(folder, 'nowhere')), null)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
