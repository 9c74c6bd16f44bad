// A fingerprint of the sound's own bytes: equal where the sound is, whatever its tags say and however long they are, so
// that a file which is renamed and tagged anew at once is known again (rule B2). Each format keeps its sound apart from
// its tags in a way of its own. FLAC has a sum of its sound in its head, see flac.ts.
import { createHash } from 'node:crypto'
import type { AudioFormat } from '#engine/audio-formats'
import { type PartRange, partIn } from './container-parts.ts'
import { bytesFrom, type FileBytes } from './file-bytes.ts'
import { oggSoundHash } from './ogg-sound-hash.ts'
import { soundEnd } from './sound-bounds.ts'

const SAMPLE_BYTES = 4_096

/** Null: nobody can tell. `soundAt` is behind the tags in front of everything. */
export function soundHashIn(file: FileBytes, soundAt: number, { name }: AudioFormat): string | null {
  if (name === 'ogg') return oggSoundHash(bytesFrom(file, soundAt))
  const range = BETWEEN_TAGS.has(name) ? betweenTags(file, soundAt) : partWithSound(file, soundAt, name)
  return range && soundHashOf(file, ...range)
}

/** Of a few samples of what lies between. */
export function soundHashOf(file: FileBytes, start: number, end: number): string | null {
  if (end - start < SAMPLE_BYTES) return null
  const hash = createHash('sha256').update(String(end - start))
  for (const share of [0, 0.5])
    hash.update(file.upTo(start + Math.floor((end - start) * share), SAMPLE_BYTES / 2))
  return hash.digest('base64url')
}

const BETWEEN_TAGS: ReadonlySet<AudioFormat['name']> = new Set(['mp3', 'aac', 'wavpack', 'ape', 'musepack'])

function betweenTags(file: FileBytes, at: number): PartRange {
  return [at, soundEnd(file).at]
}

function partWithSound(file: FileBytes, at: number, name: AudioFormat['name']): PartRange | null {
  const part = SOUND_IN[name]
  return part === undefined ? null : partIn(file, at, name, part, SAMPLE_BYTES)
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
