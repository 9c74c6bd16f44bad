// Tells what a file is from its first bytes: names lie.
import type { IFormat } from 'music-metadata'
import { AUDIO_FORMATS, type AudioFormat, audioFormat } from './audio-formats.ts'

/** `named` is what the name of the file promises: a FLAC file may begin with the tags of an MP3 file. */
export function formatOf(head: Buffer, named: AudioFormat | null): AudioFormat | null {
  const marked = AUDIO_FORMATS.find(
    ({ marks }) =>
      marks.length > 0 &&
      marks.every(({ at, texts }) => texts.some((text) => textAt(head, at, text.length) === text)),
  )
  if (marked) return marked
  if (textAt(head, 0, 3) === 'ID3') return audioFormat(named?.name === 'flac' ? 'flac' : 'mp3')
  return hasFrame(head) ? audioFormat('mp3') : null
}

/** Null when there is no sound in it that players know. */
export function codecOf({ name, codecs }: AudioFormat, { codec = '', container }: IFormat): string | null {
  const words = name === 'mp3' ? `${codec} ${container}` : codec
  return codecs.find(({ named }) => named.test(words))?.codec ?? null
}

function textAt(bytes: Buffer, at: number, length: number): string {
  return bytes.toString('latin1', at, at + length)
}

/** Two MPEG audio frames, the second where the first says it is: one alone is found in any noise. */
function hasFrame(head: Buffer): boolean {
  const limit = Math.min(head.length - 4, 4_096)
  for (let at = 0; at < limit; at += 1) {
    const length = frameBytes(head, at)
    if (length !== null && frameBytes(head, at + length) !== null) return true
  }
  return false
}

const LAYER3_KBITS = {
  1: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  2: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
} as const
const RATES = [44_100, 48_000, 32_000] as const

/** The length of the layer III frame that begins at `at`, or null where none does. */
function frameBytes(bytes: Buffer, at: number): number | null {
  if (at + 4 > bytes.length) return null
  const header = bytes.readUInt32BE(at)
  if (header >>> 21 !== 0x7ff) return null
  const version = (header >>> 19) & 3
  const layer = (header >>> 17) & 3
  if (version === 1 || layer !== 1) return null
  const kbits = LAYER3_KBITS[version === 3 ? 1 : 2][(header >>> 12) & 15]
  const rate = RATES[(header >>> 10) & 3]
  if (!kbits || !rate) return null
  const divided = version === 3 ? rate : version === 2 ? rate / 2 : rate / 4
  const padding = (header >>> 9) & 1
  return Math.floor(((version === 3 ? 144 : 72) * kbits * 1000) / divided) + padding
}
