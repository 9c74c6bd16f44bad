import assert from 'node:assert/strict'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { finish, lacking, spawnOwned } from '@baton/testing/machine/child'
import { checkingProxy } from '../proxy/checking-proxy.ts'
import { bounded } from './bounds.ts'
import { fetchMedia } from './fetch-media.ts'

const skip = lacking('prlimit', 'python3')

let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'baton-bounds-'))
})
after(() => rm(folder, { recursive: true, force: true }))

async function script(name: string, says: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, `#!/bin/sh\n${says}\n`)
  await chmod(path, 0o700)
  return path
}

test('[DL16] what is no Python program has its bounds as well, and so has whatever it starts', {
  skip,
}, async () => {
  const program = await script('tells', 'cat /proc/self/limits; echo "$@"')
  const command = await bounded({ program, words: ['--as', 'it is'] }, 12_345)
  const { stdout } = await finish(spawnOwned(command.program, command.words))
  assert.match(stdout, /^Max data size +536870912 +536870912 /m)
  assert.match(stdout, /^Max file size +12345 +12345 /m)
  assert.match(stdout, /^--as it is$/m)
})

test('[DL14] [DL16] a program that is not there is asked for as it is, and missed', async () => {
  const command = { program: join(folder, 'nothing'), words: ['--version'] }
  assert.equal(await bounded(command), command)
})

test('[DL16] one that takes more memory than it may is too large, whatever it is written in', {
  skip,
}, async () => {
  const program = await script('greedy', 'exec python3 -c "x = bytearray(600 * 1024 * 1024)"')
  await using proxy = checkingProxy({ mayBeReached: () => false })
  const media = { program, proxy, url: 'http://song.example/', folder, maxBytes: 1_000 }
  await assert.rejects(fetchMedia({ ...media, onTags() {}, onProgress() {} }, new AbortController().signal), {
    code: 'upload.too-large',
  })
})
