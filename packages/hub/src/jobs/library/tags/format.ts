// Tells what a file is from its first bytes: names lie.
import type { IFormat } from 'music-metadata'

export type Format = {
  readonly family: 'flac' | 'mp3' | 'ogg' | 'mp4' | 'wav'
  readonly mime: string
  /** Null when there is no sound in it that players know. */
  codecOf(format: IFormat): string | null
}

const FLAC: Format = { family: 'flac', mime: 'audio/flac', codecOf: () => 'flac' }
const MP3: Format = {
  family: 'mp3',
  mime: 'audio/mpeg',
  codecOf: ({ codec, container }) => (/MPEG/i.test(`${codec} ${container}`) ? 'mp3' : null),
}
const OGG: Format = {
  family: 'ogg',
  mime: 'audio/ogg',
  codecOf({ codec = '' }) {
    if (/opus/i.test(codec)) return 'opus'
    if (/vorbis/i.test(codec)) return 'vorbis'
    return /flac/i.test(codec) ? 'flac' : null
  },
}
const MP4: Format = {
  family: 'mp4',
  mime: 'audio/mp4',
  codecOf({ codec = '' }) {
    if (/alac/i.test(codec)) return 'alac'
    return /aac|mpeg-4|mp4a/i.test(codec) ? 'aac' : null
  },
}
const WAV: Format = {
  family: 'wav',
  mime: 'audio/wav',
  codecOf: ({ codec = '' }) => (/pcm|float/i.test(codec) ? 'pcm' : null),
}

/** Which parser the name alone would choose. */
const FAMILY_BY_EXTENSION: Readonly<Record<string, Format['family']>> = {
  '.flac': 'flac',
  '.mp3': 'mp3',
  '.ogg': 'ogg',
  '.oga': 'ogg',
  '.opus': 'ogg',
  '.m4a': 'mp4',
  '.m4b': 'mp4',
  '.wav': 'wav',
}

export function namedFamily(extension: string): Format['family'] | null {
  return FAMILY_BY_EXTENSION[extension.toLowerCase()] ?? null
}

/** RF64 and BW64 are WAV beyond 4 GiB. */
const WAV_MARKS: ReadonlySet<string> = new Set(['RIFF', 'RF64', 'BW64'])

export function formatOf(head: Buffer, named: Format['family'] | null): Format | null {
  const mark = head.subarray(0, 4).toString('latin1')
  if (mark === 'fLaC') return FLAC
  if (mark === 'OggS') return OGG
  if (WAV_MARKS.has(mark) && head.subarray(8, 12).toString('latin1') === 'WAVE') return WAV
  if (head.subarray(4, 8).toString('latin1') === 'ftyp') return MP4
  if (mark.startsWith('ID3')) return named === 'flac' ? FLAC : MP3
  if (hasFrame(head)) return MP3
  return null
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
