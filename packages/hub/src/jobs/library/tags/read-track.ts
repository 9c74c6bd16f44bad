// Reads one file: what it says of itself, how long it sounds, and a fingerprint of its content. Whatever is wrong
// with the file comes back as a problem with a code.
import { createHash } from 'node:crypto'
import { closeSync, fstatSync, openAsBlob, openSync, readSync } from 'node:fs'
import { extname } from 'node:path'
import type { ScanProblemCode } from '@baton/protocol'
import { type IAudioMetadata, type IOptions, parseBlob, parseFile } from 'music-metadata'
import { type AudioFormat, audioFormat, formatByExtension } from './audio-formats.ts'
import { flacEndIsThere, flacTags, readFlacHead } from './flac.ts'
import { codecOf, formatOf } from './format.ts'
import { OGG_TAIL_BYTES, oggDurationMs } from './ogg-duration.ts'
import { gainIn, gainsOf, opusGainIn, peakIn, type TrackTags, yearIn } from './tags.ts'

const HEAD_BYTES = 16_384
const SAMPLE_BYTES = 4_096

/** All that a track's row needs but its place and its cover. */
export type TrackFacts = TrackTags & {
  readonly sizeBytes: number
  readonly mtimeMs: number
  readonly sampleHash: string
  readonly durationMs: number
  readonly codec: string
  readonly mime: string
}

export type ReadTrack =
  | { readonly kind: 'track'; readonly facts: TrackFacts }
  | { readonly kind: 'problem'; readonly code: ScanProblemCode }

export async function readTrack(file: string): Promise<ReadTrack> {
  let looked: Looked
  try {
    looked = lookInto(file)
  } catch {
    return { kind: 'problem', code: 'file.unreadable' }
  }
  if (looked.sizeBytes === 0) return { kind: 'problem', code: 'file.empty' }
  const format = formatOf(looked.head, formatByExtension(extname(file)))
  if (format === null) return { kind: 'problem', code: 'file.not-audio' }
  if (looked.flac !== null) return looked.flac
  try {
    return await readFacts(file, looked, format)
  } catch {
    return { kind: 'problem', code: 'file.damaged' }
  }
}

type Looked = {
  readonly sizeBytes: number
  readonly mtimeMs: number
  readonly sampleHash: string
  readonly head: Buffer
  readonly tail: Buffer
  /** Of an ordinary FLAC file all is known by now. */
  readonly flac: ReadTrack | null
}

/** In a thread of its own, so reading at once is the quickest way. */
function lookInto(file: string): Looked {
  const fd = openSync(file, 'r')
  try {
    const { size, mtimeMs } = fstatSync(fd)
    const head = readAt(fd, 0, HEAD_BYTES)
    const middle = readAt(fd, Math.floor(size / 2), SAMPLE_BYTES)
    const isOgg = head.subarray(0, 4).toString('latin1') === 'OggS'
    const tailBytes = isOgg ? OGG_TAIL_BYTES : SAMPLE_BYTES
    const tail = readAt(fd, Math.max(0, size - tailBytes), tailBytes)
    const sampleHash = createHash('sha256')
      .update(head.subarray(0, SAMPLE_BYTES))
      .update(middle)
      .update(tail.subarray(-SAMPLE_BYTES))
      .digest('base64url')
    const measured = { sizeBytes: size, mtimeMs: Math.round(mtimeMs), sampleHash }
    const stream = readFlacHead(fd, head)
    if (stream === null) return { ...measured, head, tail, flac: null }
    const flac: ReadTrack = flacEndIsThere(fd, size, tail, stream)
      ? {
          kind: 'track',
          facts: {
            ...measured,
            ...flacTags(stream),
            durationMs: stream.durationMs,
            codec: 'flac',
            mime: audioFormat('flac').mime,
          },
        }
      : { kind: 'problem', code: 'file.damaged' }
    return { ...measured, head, tail, flac }
  } finally {
    closeSync(fd)
  }
}

function readAt(fd: number, position: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(length)
  return buffer.subarray(0, readSync(fd, buffer, 0, length, position))
}

async function readFacts(file: string, looked: Looked, format: AudioFormat): Promise<ReadTrack> {
  let found = await parse(file, format, { skipCovers: true, duration: false })
  let durationMs = format.name === 'ogg' ? oggDurationMs(looked.head, looked.tail) : durationOf(found)
  if (durationMs === null) {
    found = await parse(file, format, { skipCovers: true, duration: true })
    durationMs = durationOf(found)
  }
  const codec = codecOf(format, found.format)
  if (codec === null) return { kind: 'problem', code: 'file.not-audio' }
  if (durationMs === null) return { kind: 'problem', code: 'file.no-duration' }
  const { sizeBytes, mtimeMs, sampleHash } = looked
  return {
    kind: 'track',
    facts: { sizeBytes, mtimeMs, sampleHash, ...tagsOf(found, format), durationMs, codec, mime: format.mime },
  }
}

function tagsOf({ common, native }: IAudioMetadata, format: AudioFormat): TrackTags {
  const text = (value: string | undefined) =>
    value === undefined ? null : format.name === 'wav' ? unmangled(value) : value
  const opusGain = (name: string) => {
    const value = native.vorbis?.find((tag) => tag.id.toUpperCase() === name)?.value
    return opusGainIn(value === undefined ? null : String(value))
  }
  const trackId = common.musicbrainz_recordingid ?? null
  const albumId = common.musicbrainz_albumid ?? null
  const artistId = common.musicbrainz_artistid?.[0] ?? null
  return {
    title: text(common.title),
    artist: text(common.artist),
    artists: (common.artists ?? []).flatMap((name) => text(name) ?? []),
    album: text(common.album),
    albumArtist: text(common.albumartist) ?? (common.compilation ? 'Various artists' : null),
    discNo: counted(common.disk.no),
    trackNo: counted(common.track.no),
    year: yearIn(String(common.originalyear ?? common.year ?? '')),
    genre: text(common.genre?.[0]),
    replayGain: gainsOf({
      trackGainDb: gainIn(number(common.replaygain_track_gain?.dB)) ?? opusGain('R128_TRACK_GAIN'),
      trackPeak: peakIn(number(common.replaygain_track_peak?.ratio)),
      albumGainDb: gainIn(number(common.replaygain_album_gain?.dB)) ?? opusGain('R128_ALBUM_GAIN'),
      albumPeak: peakIn(number(common.replaygain_album_peak?.ratio)),
    }),
    musicBrainz: (trackId ?? albumId ?? artistId) ? { trackId, albumId, artistId } : null,
  }
}

function number(value: number | undefined): string | null {
  return value === undefined ? null : String(value)
}

/** The library chooses its parser by the name; where the name lies, the content is handed over without it. */
async function parse(file: string, format: AudioFormat, options: IOptions): Promise<IAudioMetadata> {
  if (formatByExtension(extname(file)) === format) return parseFile(file, options)
  return parseBlob(await openAsBlob(file, { type: format.mime }), options)
}

/** WAV does not say how its texts are encoded. They are read byte by byte; most programs write UTF-8. */
function unmangled(value: string): string {
  if (!/[\x80-\xff]/.test(value) || /[^\0-\xff]/.test(value)) return value
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(value, 'latin1'))
  } catch {
    return value
  }
}

function durationOf({ format }: IAudioMetadata): number | null {
  const ms = Math.round((format.duration ?? 0) * 1000)
  return Number.isSafeInteger(ms) && ms > 0 ? ms : null
}

function counted(value: number | null | undefined): number | null {
  return Number.isInteger(value) && (value ?? -1) >= 0 && (value ?? 0) < 100_000 ? (value ?? null) : null
}
