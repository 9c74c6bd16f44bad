import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { parseFile } from 'music-metadata'
import sharp from 'sharp'
import { interleaved } from './encode-flac.ts'
import { makeDemoTunes } from './index.ts'
import { perform } from './perform.ts'
import { PROGRAMME } from './programme.ts'

test('[B23] the tunes are made beside a hub that goes on answering, are sound FLAC, and are made once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'baton-demo-'))
  try {
    let longestMs = 0
    let last = performance.now()
    const watch = setInterval(() => {
      longestMs = Math.max(longestMs, performance.now() - last)
      last = performance.now()
    }, 10)
    await makeDemoTunes({ folder })
    clearInterval(watch)
    assert.ok(longestMs < 1_000, `the hub stood still for ${longestMs} ms`)

    const files = await flacFiles(folder)
    assert.equal(files.length, 7)
    execFileSync('flac', ['--test', '--silent', '--warnings-as-errors', ...files])
    for (const file of files) {
      const { common, format } = await parseFile(file)
      assert.ok(common.title && common.artist && common.album && common.track.no && common.track.of)
      const seconds = format.duration ?? 0
      assert.ok(seconds >= 25 && seconds <= 60, `${file} takes ${seconds} s`)
      const { width, format: kind } = await sharp(common.picture?.[0]?.data).metadata()
      assert.deepEqual([width, kind], [700, 'jpeg'])
    }

    const made = await Promise.all(files.map(async (file) => (await stat(file)).mtimeMs))
    await rm(files[6] as string)
    await makeDemoTunes({ folder })
    const again = await Promise.all(files.map(async (file) => (await stat(file)).mtimeMs))
    assert.deepEqual(again.slice(0, 4), made.slice(0, 4))
    assert.equal((await flacFiles(folder)).length, 7)
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('[B23] the second album joins without a gap: its tracks, one behind the other, are one sound', async () => {
  const piece = PROGRAMME[1]?.pieces[0]
  assert.ok(piece)
  const parts = perform(piece)
  assert.equal(parts.length, 3)
  for (const [index, part] of parts.entries()) {
    const next = parts[index + 1]
    if (!next) continue
    const step = Math.abs((next.left[0] as number) - (part.left.at(-1) as number))
    assert.ok(step < 3_000, `a click of ${step} between ${part.title} and ${next.title}`)
    assert.ok(loudness(part.left.subarray(-4_410)) > 50, 'it sounds up to the cut')
  }
})

test('[B23] the same tune is made everywhere, sample for sample', () => {
  const piece = PROGRAMME[0]?.pieces[1]
  assert.ok(piece)
  const digests = [perform(piece), perform(piece)].map(([part]) => {
    assert.ok(part)
    return createHash('sha256').update(interleaved(part.left, part.right)).digest('hex')
  })
  assert.equal(digests[0], digests[1])
})

test('cancelling ends the work and leaves no half file under a final name', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'baton-demo-'))
  try {
    const control = new AbortController()
    setTimeout(() => control.abort(), 300)
    await assert.rejects(makeDemoTunes({ folder, signal: control.signal }), { name: 'AbortError' })
    for (const file of await flacFiles(folder)) {
      execFileSync('flac', ['--test', '--silent', file])
      assert.ok((await readFile(file)).length > 0)
    }
  } finally {
    await rm(folder, { recursive: true })
  }
})

async function flacFiles(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true })
  return names
    .filter((name) => name.endsWith('.flac'))
    .toSorted()
    .map((name) => join(folder, name))
}

function loudness(samples: Int16Array): number {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length)
}
