import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { seedOr } from '../../../../../testing/src/fakes/fixed-seeds.ts'
import { Dice } from '../../../../../testing/src/fakes/seeded-chance.ts'
import { apeTag, id3v1, id3v2, mp3Frames, textFrame } from '../../../../../testing/src/music/raw-files.ts'
import { makeSound } from '../../../../../testing/src/music/sound-files.ts'
import { embeddedLyrics } from '../lyrics/embedded-lyrics.ts'
import { embeddedCover } from './read-covers.ts'
import { readTrack } from './read-track.ts'

/** Of each format, in `npm test`; `npm run explore` tries fifty times as many in each round, from fresh seeds. */
const MUTATIONS = process.env.BATON_EXPLORE === undefined ? 25 : 1_250
/** Two seconds on a machine that is several times slower. */
const MOST_MS = 10_000
const MOST_RSS_KIB = 1_500_000
const FORMATS = ['flac', 'mp3', 'ogg', 'opus', 'm4a', 'wav'] as const

test('[B16] whatever becomes of a file, reading it ends with music or a reason, soon and in little memory', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'baton-mutated-'))
  const seed = seedOr(13)
  const dice = new Dice(seed)
  for (const [format, whole] of await wholeFiles(folder)) {
    const path = join(folder, `mutated.${format.replace(/.* /, '')}`)
    for (let nth = 0; nth < MUTATIONS; nth += 1) {
      await writeFile(path, mutated(whole, dice))
      const since = performance.now()
      const read = await readTrack(path)
      await embeddedCover(path)
      await embeddedLyrics(path).catch(() => null)
      const tookMs = performance.now() - since
      const which = `${format}, mutation ${nth} of seed ${seed}`
      assert.ok(tookMs < MOST_MS, `${which} took ${Math.round(tookMs)} ms`)
      if (read.kind === 'problem') continue
      const { durationMs } = read.facts
      assert.ok(Number.isFinite(durationMs) && durationMs >= 0, `${which} sounds for ${durationMs} ms`)
    }
  }
  await rm(folder, { recursive: true })
  const { maxRSS } = process.resourceUsage()
  assert.ok(maxRSS < MOST_RSS_KIB, `${maxRSS} KiB were needed`)
})

async function wholeFiles(folder: string): Promise<ReadonlyMap<string, Buffer>> {
  const files = new Map<string, Buffer>()
  for (const format of FORMATS) {
    const path = join(folder, `whole.${format}`)
    await makeSound({ path, tags: { title: 'Title', artist: 'Somebody', lyrics: '[00:01.00]words' } })
    files.set(format, await readFile(path))
  }
  const frames = [textFrame('TIT2', 'Title'), textFrame('TPE1', ['One', 'Two'])]
  const sound = mp3Frames(Array.from({ length: 40 }, (_, index) => [128, 160, 96][index % 3] ?? 128))
  const tails = [apeTag({ Title: 'Title', Artist: 'Somebody' }), id3v1({ title: Buffer.from('Title') })]
  for (const version of [2, 3, 4] as const)
    files.set(`ID3v2.${version} mp3`, Buffer.concat([id3v2(version, frames, 64), sound, ...tails]))
  return files
}

/** Bytes are changed, doubled, left out or cut off, mostly where a file says what it is: near its two ends. */
function mutated(whole: Buffer, dice: Dice): Buffer {
  let bytes = Buffer.from(whole)
  for (let left = 1 + dice.below(6); left > 0 && bytes.length > 8; left -= 1) {
    const at = place(bytes.length, dice)
    const length = 1 + dice.below(Math.min(64, bytes.length - at))
    const kind = dice.below(6)
    if (kind === 0) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)])
    else if (kind === 1) bytes = Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)])
    else if (kind === 2) bytes = bytes.subarray(0, Math.max(4, at))
    else if (kind === 3) bytes.fill(dice.below(2) === 0 ? 0xff : 0, at, at + length)
    else bytes[at] = dice.below(256)
  }
  return bytes
}

function place(length: number, dice: Dice): number {
  const near = Math.min(length, 600)
  const where = dice.below(4)
  if (where === 0) return dice.below(length)
  return where === 1 ? length - 1 - dice.below(near) : dice.below(near)
}
