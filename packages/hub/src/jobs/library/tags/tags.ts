// What a file says of itself, whatever its format, and how numbers are written in it.
import type { ReplayGain } from '@baton/protocol'
import type { MusicBrainzIds } from '#engine'

const MIN_YEAR = 1000
const MAX_YEAR = 9999
const MAX_GAIN_DB = 64
const MAX_PEAK = 100

export type TrackTags = {
  readonly title: string | null
  readonly artist: string | null
  readonly artists: readonly string[]
  readonly album: string | null
  readonly albumArtist: string | null
  readonly discNo: number | null
  readonly trackNo: number | null
  readonly year: number | null
  readonly genre: string | null
  readonly replayGain: ReplayGain | null
  readonly musicBrainz: MusicBrainzIds | null
}

/** `3`, `03` or `3/12`. */
export function countedIn(text: string | null): number | null {
  const digits = /^\s*(\d{1,5})\b/.exec(text ?? '')?.[1]
  return digits === undefined ? null : Number(digits)
}

/** Of a date in any usual order the year. */
export function yearIn(text: string | null): number | null {
  const digits =
    /(?:^|\D)(\d{4})(?:\D|$)/.exec(text ?? '')?.[1] ?? /^\d{8}$/.exec(text ?? '')?.[0].slice(0, 4)
  const year = Number(digits)
  return Number.isInteger(year) && year >= MIN_YEAR && year <= MAX_YEAR ? year : null
}

/** `-7.53 dB`. */
export function gainIn(text: string | null): number | null {
  const value = Number.parseFloat(text ?? '')
  return Number.isFinite(value) && Math.abs(value) <= MAX_GAIN_DB ? value : null
}

export function peakIn(text: string | null): number | null {
  const value = Number.parseFloat(text ?? '')
  return Number.isFinite(value) && value >= 0 && value <= MAX_PEAK ? value : null
}

/** Opus counts in 256ths of a decibel, from a loudness 5 dB below that of ReplayGain. */
export function opusGainIn(text: string | null): number | null {
  return text !== null && /^\s*[+-]?\d{1,6}\s*$/.test(text) ? gainIn(String(Number(text) / 256 + 5)) : null
}

export function gainsOf(gains: ReplayGain): ReplayGain | null {
  return gains.trackGainDb === null && gains.albumGainDb === null ? null : gains
}
