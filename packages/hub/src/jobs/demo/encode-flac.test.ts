import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { crc8, crc16 } from './crc.ts'
import { encodeFlac, interleaved } from './encode-flac.ts'

const PICTURE = { mime: 'image/png', width: 1, height: 1, bytes: new Uint8Array([1, 2, 3]) }

/** Each is a hard case for some part of the format. */
const SOUNDS: Readonly<Record<string, (at: number) => readonly [number, number]>> = {
  silence: () => [0, 0],
  tones: (at) => [Math.round(9000 * Math.sin(at / 20)), Math.round(12000 * Math.sin(at / 31))],
  'the same on both sides': (at) => [
    Math.round(20000 * Math.sin(at / 9)),
    Math.round(20000 * Math.sin(at / 9)),
  ],
  'noise at full scale': (at) => [noise(at), noise(at + 7_919)],
  'square waves of opposite sign': (at) => (at % 100 < 50 ? [32767, -32768] : [-32768, 32767]),
  'clicks in silence': (at) => [at % 4_001 === 0 ? 32767 : 0, at === 5_000 ? -32768 : 1],
}

for (const [name, sound] of Object.entries(SOUNDS)) {
  for (const samples of [1, 5, 4_096, 10_000]) {
    test(`${name}, ${samples} samples: what is decoded is what was encoded`, async () => {
      const folder = await mkdtemp(join(tmpdir(), 'baton-flac-'))
      try {
        const left = new Int16Array(samples)
        const right = new Int16Array(samples)
        for (let at = 0; at < samples; at += 1) {
          const [l, r] = sound(at)
          left[at] = l
          right[at] = r
        }
        const path = join(folder, 'tune.flac')
        await writeFile(path, encodeFlac({ left, right, tags: [['TITLE', 'Ä tune']], picture: PICTURE }))
        execFileSync('flac', ['--test', '--silent', '--warnings-as-errors', path])
        const decoded = execFileSync(
          'ffmpeg',
          ['-v', 'error', '-i', path, '-map', '0:a', '-f', 's16le', '-'],
          {
            stdio: ['ignore', 'pipe', 'ignore'],
          },
        )
        assert.deepEqual(decoded, interleaved(left, right))
      } finally {
        await rm(folder, { recursive: true })
      }
    })
  }
}

test('the checksums are those of the format', () => {
  const text = Buffer.from('123456789')
  assert.equal(crc8(text), 0xf4)
  assert.equal(crc16(text), 0xfee8)
})

function noise(at: number): number {
  return ((Math.imul(at + 1, 2_654_435_761) ^ Math.imul(at, 40_503)) >> 16) | 0
}
