import assert from 'node:assert/strict'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { programsLooker } from './programs.ts'

const NEVER = new AbortController().signal

let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'baton-programs-'))
})
after(() => rm(folder, { recursive: true, force: true }))

async function script(name: string, says: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, `#!/bin/sh\n${says}\n`)
  await chmod(path, 0o700)
  return path
}

test('[DL14] what is missing or too old is told, and looked at anew a little later', async () => {
  const good = await script('good', 'echo 2026.10.26')
  const nightly = await script('nightly', 'echo 2026.10.26.232815')
  const unguarded = await script('unguarded', 'echo 2023.11.13')
  const old = await script('old', 'echo 2021.12.17')
  const other = await script('other', 'echo something else')
  const broken = await script('broken', 'exit 1')
  const missing = join(folder, 'missing')
  let now = 0
  const looker = (ytDlp: string, ffmpeg = good, ffprobe = good) =>
    programsLooker({ ytDlp, ffmpeg, ffprobe }, { monotonicMs: () => now })
  const found = async (...programs: Parameters<typeof looker>) => looker(...programs)(NEVER)
  assert.deepEqual(await found(good), { problem: null, version: '2026.10.26' })
  assert.deepEqual(await found(nightly), { problem: null, version: '2026.10.26.232815' })
  assert.deepEqual(await found(old), { problem: 'download.old-program', version: '2021.12.17' })
  assert.equal((await found(unguarded)).problem, 'download.old-program')
  for (const program of [missing, broken, other]) {
    assert.deepEqual(await found(program), { problem: 'download.no-program', version: null })
  }
  assert.equal((await found(good, missing)).problem, 'download.no-ffmpeg')
  assert.equal((await found(good, good, broken)).problem, 'download.no-ffmpeg')

  const later = join(folder, 'later')
  const look = looker(later)
  assert.equal((await look(NEVER)).problem, 'download.no-program')
  await script('later', 'echo 2026.10.26')
  assert.equal((await look(NEVER)).problem, 'download.no-program', 'not looked at each time')
  now += 5_001
  assert.equal((await look(NEVER)).problem, null)
})
