// Pictures that a file carries, and those that lie beside it.
import { closeSync, openSync, readFileSync, statSync } from 'node:fs'
import { extname } from 'node:path'
import { selectCover } from 'music-metadata'
import { type AudioFormat, formatByExtension } from '#engine/audio-formats'
import { bytesFrom, fileBytes } from './file-bytes.ts'
import { flacPicture, readFlacHead } from './flac.ts'
import { formatOf } from './format.ts'
import { parse } from './general-reader.ts'
import { id3Picture } from './id3/id3-picture.ts'
import { id3InContainer } from './id3-in-container.ts'
import { soundStart } from './sound-bounds.ts'
import { readWav } from './wav.ts'

const MAX_COVER_BYTES = 20 * 1024 * 1024
const LOOKED_AT_BYTES = 16_384

/** The picture in the file that is meant as its cover; null when there is none, or too large a one. */
export async function embeddedCover(file: string): Promise<Uint8Array | null> {
  try {
    const looked = lookInto(file)
    if (looked.picture !== null || looked.format === null || looked.isKnown) return looked.picture
    const { common } = await parse(file, looked.format, looked.soundAt, { duration: false })
    const data = selectCover(common.picture)?.data
    return data && data.length > 0 && data.length <= MAX_COVER_BYTES ? new Uint8Array(data) : null
  } catch {
    return null
  }
}

export function folderCover(file: string): Uint8Array | null {
  try {
    const { size } = statSync(file)
    return size === 0 || size > MAX_COVER_BYTES ? null : new Uint8Array(readFileSync(file))
  } catch {
    return null
  }
}

type Looked = {
  readonly picture: Uint8Array | null
  /** There is none, and nobody else needs to look. */
  readonly isKnown: boolean
  readonly format: AudioFormat | null
  readonly soundAt: number
}

function lookInto(path: string): Looked {
  const fd = openSync(path, 'r')
  try {
    const file = fileBytes(fd)
    const { at: soundAt, tags } = soundStart(file)
    const format = formatOf(file.upTo(soundAt, LOOKED_AT_BYTES), formatByExtension(extname(path)))
    const stream = format?.name === 'flac' ? readFlacHead(bytesFrom(file, soundAt)) : null
    const own = stream && flacPicture(bytesFrom(file, soundAt), stream)
    const tag = format?.name === 'wav' ? readWav(bytesFrom(file, soundAt))?.tag : null
    const inside = format && id3InContainer(file, soundAt, format)
    const picture = own ?? pictureInTags([...tags, ...[tag, inside].filter((one) => one != null)])
    return { picture, isKnown: stream !== null, format, soundAt }
  } finally {
    closeSync(fd)
  }
}

function pictureInTags(tags: ReturnType<typeof soundStart>['tags']): Uint8Array | null {
  for (const tag of tags) {
    const picture = id3Picture(tag)
    if (picture) return picture
  }
  return null
}
