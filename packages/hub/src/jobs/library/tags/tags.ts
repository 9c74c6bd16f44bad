// What a file says of itself, whatever its format, and how numbers are written in it.
import type { ReplayGain } from '@baton/protocol'
import type { MusicBrainzIds } from '#engine'

const MIN_YEAR = 1000
const MAX_YEAR = 9999
const MAX_GAIN_DB = 64
const MAX_PEAK = 100
/** A file that names more is a list of keywords. */
const MAX_GENRES = 20

export type TrackTags = {
  readonly title: string | null
  readonly artist: string | null
  readonly artists: readonly string[]
  readonly album: string | null
  readonly albumArtist: string | null
  /** There only where the file names several one by one. */
  readonly albumArtists?: readonly string[]
  readonly discNo: number | null
  readonly trackNo: number | null
  readonly year: number | null
  readonly genre: string | null
  /** There only where there are several; the first is `genre`. */
  readonly genres?: readonly string[]
  readonly replayGain: ReplayGain | null
  readonly musicBrainz: MusicBrainzIds | null
}

/** `3`, `03` or `3/12`. */
export function countedIn(text: string | null): number | null {
  const digits = /^\s*(\d{1,5})\b/.exec(text ?? '')?.[1]
  return digits === undefined ? null : Number(digits)
}

/** The first year that is one: of a date in any usual order, written as one number or with anything between. */
export function yearIn(...texts: readonly (string | null)[]): number | null {
  for (const text of texts) {
    const plain = (text ?? '').normalize('NFKC')
    const run = /^\s*(\d{4})(?:\d{2}|\d{4})\s*$/.exec(plain)?.[1]
    for (const digits of run ? [run] : (plain.match(/(?<!\d)\d{4}(?!\d)/g) ?? [])) {
      const year = Number(digits)
      if (year >= MIN_YEAR && year <= MAX_YEAR) return year
    }
  }
  return null
}

/** Each once, also where they are written into one text. `R&B/Soul` is one, and so is `Folk, World, & Country`. */
export function genresIn(texts: readonly string[]): Pick<TrackTags, 'genre' | 'genres'> {
  const genres = new Map<string, string>()
  for (const text of texts) {
    const parts = /, &/.test(text) ? text.split(/[;|]|\\\\| \/ /) : text.split(/[;|,]|\\\\| \/ /)
    for (const part of parts.map((name) => name.trim()).filter(Boolean))
      if (!genres.has(part.toLowerCase())) genres.set(part.toLowerCase(), part)
  }
  const all = [...genres.values()].slice(0, MAX_GENRES)
  return { genre: all[0] ?? null, ...(all.length > 1 && { genres: all }) }
}

/** `-7.53 dB`, or with a comma. */
export function gainIn(text: string | null): number | null {
  const value = decimalIn(text)
  return Number.isFinite(value) && Math.abs(value) <= MAX_GAIN_DB ? value : null
}

export function peakIn(text: string | null): number | null {
  const value = decimalIn(text)
  return Number.isFinite(value) && value >= 0 && value <= MAX_PEAK ? value : null
}

function decimalIn(text: string | null): number {
  return Number.parseFloat((text ?? '').replace(',', '.'))
}

/** Opus counts in 256ths of a decibel, from a loudness 5 dB below that of ReplayGain. */
export function opusGainIn(text: string | null): number | null {
  return text !== null && /^\s*[+-]?\d{1,6}\s*$/.test(text) ? gainIn(String(Number(text) / 256 + 5)) : null
}

export function gainsOf(gains: ReplayGain): ReplayGain | null {
  return gains.trackGainDb === null && gains.albumGainDb === null ? null : gains
}
