// A fingerprint of the sound's own bytes: equal where the sound is, whatever its tags say and however long they are, so
// that a file which is renamed and tagged anew at once is known again (rule B2). Each format keeps its sound apart from
// its tags in a way of its own. FLAC has a sum of its sound in its head, see flac.ts.
import { createHash } from 'node:crypto'
import type { AudioFormat } from '#engine/audio-formats'
import { type PartRange, partIn, partsNamed } from './container-parts.ts'
import { bytesFrom, type FileBytes } from './file-bytes.ts'
import { oggSoundHash } from './ogg-sound-hash.ts'
import { soundEnd } from './sound-bounds.ts'

const SAMPLE_BYTES = 4_096
/** Many recordings are silent at their beginning, and some in one place or another. */
const SAMPLES = 16

/** Null: nobody can tell. `soundAt` is behind the tags in front of everything. */
export function soundHashIn(file: FileBytes, soundAt: number, { name }: AudioFormat): string | null {
  if (name === 'ogg') return oggSoundHash(bytesFrom(file, soundAt))
  const ranges = BETWEEN_TAGS.has(name) ? [betweenTags(file, soundAt)] : partsWithSound(file, soundAt, name)
  return hashOfRanges(file, ranges)
}

/** Of samples from everywhere in what lies between. */
export function soundHashOf(file: FileBytes, start: number, end: number): string | null {
  return hashOfRanges(file, [[start, end]])
}

/** As if the ranges were one. Null too where all samples are silent: such files are alike, whatever else is in them. */
function hashOfRanges(file: FileBytes, ranges: readonly PartRange[]): string | null {
  const total = ranges.reduce((sum, [start, end]) => sum + Math.max(0, end - start), 0)
  if (total < SAMPLE_BYTES) return null
  const hash = createHash('sha256').update(String(total))
  const silent = new Set<number>()
  let before = 0
  let nth = 0
  for (const [start, end] of ranges) {
    for (; nth < SAMPLES; nth += 1) {
      const at = start + Math.floor((total * nth) / SAMPLES) - before
      if (at >= end) break
      const sample = file.upTo(at, Math.min(SAMPLE_BYTES, end - at))
      hash.update(sample)
      if (silent.size < 2) for (const byte of sample) silent.add(byte)
    }
    before += Math.max(0, end - start)
  }
  return silent.size < 2 ? null : hash.digest('base64url')
}

const BETWEEN_TAGS: ReadonlySet<AudioFormat['name']> = new Set(['mp3', 'aac', 'wavpack', 'ape', 'musepack'])

function betweenTags(file: FileBytes, at: number): PartRange {
  return [at, soundEnd(file).at]
}

function partsWithSound(file: FileBytes, at: number, name: AudioFormat['name']): readonly PartRange[] {
  const part = SOUND_IN[name]
  if (part === undefined) return []
  // One that is written while it sounds has many of them.
  if (name === 'mp4') return [...partsNamed(file, at, name, part)]
  const range = partIn(file, at, name, part, SAMPLE_BYTES)
  return range ? [range] : []
}

/** What the part with the sound is called; that of ASF has sixteen bytes for a name. */
const SOUND_IN: Readonly<Partial<Record<AudioFormat['name'], string>>> = {
  mp4: 'mdat',
  wav: 'data',
  aiff: 'SSND',
  dsdiff: 'DSD ',
  dsf: 'data',
  asf: '3626b2758e66cf11a6d900aa0062ce6c',
}
