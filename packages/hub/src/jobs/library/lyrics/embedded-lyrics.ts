// The words that a file carries. Those with times come first, whichever name they have in it.
import { closeSync, openSync } from 'node:fs'
import { extname } from 'node:path'
import { type AudioFormat, formatByExtension } from '#engine/audio-formats'
import type { Comments } from '../tags/comments.ts'
import { bytesFrom, fileBytes } from '../tags/file-bytes.ts'
import { readFlacHead } from '../tags/flac.ts'
import { formatOf } from '../tags/format.ts'
import { parse, parsedComments } from '../tags/general-reader.ts'
import { lyricsInTag } from '../tags/id3/id3-lyrics.ts'
import { id3InContainer } from '../tags/id3-in-container.ts'
import { soundStart } from '../tags/sound-bounds.ts'
import { cleaned, type ReadLyrics, readLrc } from './lrc.ts'

const MAX_LINES = 3_000
const LOOKED_AT_BYTES = 16_384
const NAMES = ['SYNCEDLYRICS', 'LYRICS', 'UNSYNCEDLYRICS', 'UNSYNCED LYRICS']

export async function embeddedLyrics(path: string): Promise<ReadLyrics | null> {
  const { found, format, soundAt } = lookInto(path)
  const own = best(found)
  if (own || format === null) return own
  const parsed = await parse(path, format, soundAt, { skipCovers: true, duration: false })
  const listed = (parsed.common.lyrics ?? []).flatMap(({ syncText, text }) => [
    timed(syncText.map((line) => ({ text: line.text, atMs: line.timestamp }))),
    text === undefined ? null : readLrc(text),
  ])
  return best([...inComments(parsedComments(parsed)), ...listed])
}

type Found = readonly (ReadLyrics | null)[]

function lookInto(path: string): {
  readonly found: Found
  readonly format: AudioFormat | null
  readonly soundAt: number
} {
  const fd = openSync(path, 'r')
  try {
    const file = fileBytes(fd)
    const { at: soundAt, tags } = soundStart(file)
    const format = formatOf(file.upTo(soundAt, LOOKED_AT_BYTES), formatByExtension(extname(path)))
    const stream = format?.name === 'flac' ? readFlacHead(bytesFrom(file, soundAt)) : null
    const inside = format && id3InContainer(file, soundAt, format)
    const inTags = (inside ? [...tags, inside] : tags).map(lyricsInTag)
    const found = [
      ...(stream ? inComments(stream.comments) : []),
      ...inTags.flatMap(({ lines }) => lines.map(timed)),
      ...inTags.flatMap(({ texts }) => texts.map(readLrc)),
    ]
    return { found, format: stream ? null : format, soundAt }
  } finally {
    closeSync(fd)
  }
}

function inComments(comments: Comments): Found {
  return NAMES.flatMap((name) => comments.get(name) ?? []).map(readLrc)
}

function timed(
  lines: readonly { readonly text: string; readonly atMs: number | undefined }[],
): ReadLyrics | null {
  const shown = lines
    .slice(0, MAX_LINES)
    .flatMap(({ text, atMs }) =>
      atMs === undefined ? [] : [{ atMs: Math.max(0, Math.round(atMs)), text: cleaned(text) }],
    )
  return shown.some((line) => line.text !== '') ? { synced: true, lines: shown } : null
}

function best(found: Found): ReadLyrics | null {
  return found.find((lyrics) => lyrics?.synced) ?? found.find((lyrics) => lyrics !== null) ?? null
}
