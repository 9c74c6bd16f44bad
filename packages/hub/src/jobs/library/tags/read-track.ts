// Reads one file: what it says of itself, how long it sounds, and a fingerprint of its content. Whatever is wrong
// with the file comes back as a problem with a code.
import { createHash } from 'node:crypto'
import { closeSync, openSync } from 'node:fs'
import { extname } from 'node:path'
import type { ScanProblemCode } from '@baton/protocol'
import { type AudioFormat, formatByExtension } from '#engine/audio-formats'
import { type Comments, merged, tagsOf } from './comments.ts'
import { bytesFrom, type FileBytes, fileBytes } from './file-bytes.ts'
import { flacDurationMs, flacPictureKey, flacSoundHash, readFlacHead } from './flac.ts'
import { codecOf, formatOf } from './format.ts'
import { durationOf, parse, parsedComments } from './general-reader.ts'
import { id3Comments } from './id3/id3-comments.ts'
import { id3PictureKey } from './id3/id3-picture.ts'
import { id3v1Comments } from './id3/id3v1.ts'
import type { Id3Tag } from './id3/id3v2.ts'
import { id3InContainer } from './id3-in-container.ts'
import { mp3DurationMs } from './mp3.ts'
import { oggDurationMs } from './ogg-duration.ts'
import { soundEnd, soundStart } from './sound-bounds.ts'
import { soundHashIn } from './sound-hash.ts'
import type { TrackTags } from './tags.ts'
import { readWav } from './wav.ts'

const LOOKED_AT_BYTES = 16_384
const SAMPLE_BYTES = 4_096

/** All that a track's row needs but its place and its cover. */
export type TrackFacts = TrackTags & {
  readonly sizeBytes: number
  readonly mtimeMs: number
  readonly ctimeMs: number
  readonly sampleHash: string
  /** Of the sound alone; null where nobody can tell it from its tags. */
  readonly soundHash: string | null
  readonly durationMs: number
  readonly codec: string
  readonly mime: string
}

export type ReadTrack =
  | {
      readonly kind: 'track'
      readonly facts: TrackFacts
      /** Tells pictures of one chunk apart; null where the file has none, undefined where nobody has looked. */
      readonly pictureKey?: string | null | undefined
      /** The text of a cue sheet that the file holds. */
      readonly cueSheet?: string | undefined
    }
  | { readonly kind: 'problem'; readonly code: ScanProblemCode }

export async function readTrack(file: string): Promise<ReadTrack> {
  let looked: Looked
  try {
    looked = lookInto(file)
  } catch {
    return { kind: 'problem', code: 'file.unreadable' }
  }
  const { measured, format, own } = looked
  if (measured.sizeBytes === 0) return { kind: 'problem', code: 'file.empty' }
  if (format === null) return { kind: 'problem', code: 'file.not-audio' }
  if (own.kind === 'damaged') return { kind: 'problem', code: 'file.damaged' }
  if (own.kind === 'read') {
    const { comments, durationMs, codec, pictureKey, soundHash } = own
    const facts = { ...measured, soundHash, ...tagsOf(comments), durationMs, codec, mime: format.mime }
    return { kind: 'track', facts, pictureKey, cueSheet: cueSheetIn(comments) }
  }
  try {
    return await readGenerally(file, looked, format)
  } catch {
    return { kind: 'problem', code: 'file.damaged' }
  }
}

type Looked = {
  readonly measured: Pick<TrackFacts, 'sizeBytes' | 'mtimeMs' | 'ctimeMs' | 'sampleHash'>
  /** Behind the tags that stand in front of everything. */
  readonly soundAt: number
  readonly format: AudioFormat | null
  readonly own: OwnReading
}

/** What our own readers make of it. Of ordinary files all is known by then; of others they know some of it better. */
type OwnReading =
  | {
      readonly kind: 'read'
      readonly comments: Comments
      readonly durationMs: number
      readonly codec: string
      readonly pictureKey: string | null
      readonly soundHash: string | null
    }
  | { readonly kind: 'damaged' }
  | ReadInPart

type ReadInPart = {
  readonly kind: 'in part'
  readonly before: Comments | null
  readonly behind: Comments | null
  readonly durationMs: number | null
  readonly soundHash: string | null
}

/** In a thread of its own, so reading at once is the quickest way. */
function lookInto(path: string): Looked {
  const fd = openSync(path, 'r')
  try {
    const file = fileBytes(fd)
    const { size } = file
    const sampleHash = createHash('sha256')
      .update(file.upTo(0, Math.min(SAMPLE_BYTES, size)))
      .update(file.upTo(Math.floor(size / 2), SAMPLE_BYTES))
      .update(file.upTo(Math.max(0, size - SAMPLE_BYTES), Math.min(SAMPLE_BYTES, size)))
      .digest('base64url')
    const times = { mtimeMs: Math.round(file.mtimeMs), ctimeMs: Math.round(file.ctimeMs) }
    const measured = { sizeBytes: size, ...times, sampleHash }
    const { at: soundAt, tags } = soundStart(file)
    const head = file.upTo(soundAt, LOOKED_AT_BYTES)
    const format = formatOf(head, formatByExtension(extname(path)))
    return { measured, soundAt, format, own: format ? readOurselves(file, soundAt, tags, format) : NOTHING }
  } finally {
    closeSync(fd)
  }
}

const NOTHING: ReadInPart = {
  kind: 'in part',
  before: null,
  behind: null,
  durationMs: null,
  soundHash: null,
}

function readOurselves(
  file: FileBytes,
  soundAt: number,
  tags: readonly Id3Tag[],
  format: AudioFormat,
): OwnReading {
  const sound = bytesFrom(file, soundAt)
  if (format.name === 'flac') {
    const stream = readFlacHead(sound)
    if (stream === null) return NOTHING
    const durationMs = flacDurationMs(sound, stream)
    if (durationMs === null) return { kind: 'damaged' }
    const comments = stream.comments.size > 0 ? stream.comments : merged(...tags.map(id3Comments))
    const pictureKey = flacPictureKey(sound, stream) ?? pictureKeyOf(tags)
    return {
      kind: 'read',
      comments,
      durationMs,
      codec: 'flac',
      pictureKey,
      soundHash: flacSoundHash(sound, stream),
    }
  }
  if (format.name === 'mp3') {
    const end = soundEnd(file)
    const durationMs = mp3DurationMs(file, soundAt, end.at)
    const before = merged(...tags.map(id3Comments))
    const behind = end.id3v1 ? id3v1Comments(end.id3v1) : null
    const soundHash = soundHashIn(file, soundAt, format)
    if (durationMs === null || end.hasApe) return { kind: 'in part', before, behind, durationMs, soundHash }
    return {
      kind: 'read',
      comments: behind ? merged(before, behind) : before,
      durationMs,
      codec: 'mp3',
      pictureKey: pictureKeyOf(tags),
      soundHash,
    }
  }
  const soundHash = soundHashIn(file, soundAt, format)
  if (format.name === 'wav') {
    const wav = readWav(sound)
    if (wav === null) return { ...NOTHING, soundHash }
    const { comments, durationMs, tag } = wav
    const pictureKey = pictureKeyOf(tag ? [...tags, tag] : tags)
    return { kind: 'read', comments, durationMs, codec: 'pcm', pictureKey, soundHash }
  }
  const behind = tags.length > 0 ? merged(...tags.map(id3Comments)) : null
  const inside = id3InContainer(file, soundAt, format)
  const before = inside && id3Comments(inside)
  return {
    ...NOTHING,
    before,
    behind,
    durationMs: format.name === 'ogg' ? oggDurationMs(sound) : null,
    soundHash,
  }
}

function pictureKeyOf(tags: readonly Id3Tag[]): string | null {
  return tags.map(id3PictureKey).find((key) => key !== null) ?? null
}

async function readGenerally(file: string, looked: Looked, format: AudioFormat): Promise<ReadTrack> {
  const { measured, soundAt, own } = looked
  const { before, behind, durationMs: known, soundHash } = own.kind === 'in part' ? own : NOTHING
  let found = await parse(file, format, soundAt, { skipCovers: true, duration: false })
  let durationMs = known ?? (format.name === 'ogg' ? null : durationOf(found))
  if (durationMs === null) {
    found = await parse(file, format, soundAt, { skipCovers: true, duration: true })
    durationMs = durationOf(found)
  }
  const codec = codecOf(format, found.format)
  if (codec === null) return { kind: 'problem', code: 'file.not-audio' }
  if (durationMs === null) return { kind: 'problem', code: 'file.no-duration' }
  const tags = [before, parsedComments(found, before), behind].filter((tag) => tag !== null)
  const comments = merged(...tags)
  return {
    kind: 'track',
    facts: { ...measured, soundHash, ...tagsOf(comments), durationMs, codec, mime: format.mime },
    cueSheet: cueSheetIn(comments),
  }
}

function cueSheetIn(comments: Comments): string | undefined {
  return comments.get('CUESHEET')?.[0]
}
