// Tells a file whose end is missing from a whole one, where its format says how long it should be. A scan is more
// forgiving: what lies in a music folder is played as far as it goes. FLAC is told by its reader already.
import { closeSync, openSync } from 'node:fs'
import { extname } from 'node:path'
import { formatByExtension } from '#engine/audio-formats'
import { bytesFrom, type FileBytes, fileBytes } from './file-bytes.ts'
import { formatOf } from './format.ts'
import { frameAt } from './mpeg-frame.ts'
import { soundEnd, soundStart } from './sound-bounds.ts'

const LOOKED_AT_BYTES = 16_384
const TAIL_BYTES = 66_000
const MAX_PARTS = 10_000
const OPEN_SIZE = 0xffffffff

export function isCutOff(path: string): boolean {
  const fd = openSync(path, 'r')
  try {
    const file = fileBytes(fd)
    const { at } = soundStart(file)
    const sound = bytesFrom(file, at)
    switch (formatOf(sound.upTo(0, LOOKED_AT_BYTES), formatByExtension(extname(path)))?.name) {
      case 'mp3':
        return mp3IsCutOff(sound, soundEnd(file).at - at)
      case 'ogg':
        return oggIsCutOff(sound)
      case 'mp4':
        return mp4IsCutOff(sound)
      case 'wav':
        return wavIsCutOff(sound)
      default:
        return false
    }
  } finally {
    closeSync(fd)
  }
}

/** The header of the first frame says how many bytes there are; the last frame has to be whole. */
function mp3IsCutOff(file: FileBytes, end: number): boolean {
  const announced = announcedBytes(file.upTo(0, LOOKED_AT_BYTES))
  if (announced !== null && end < announced) return true
  const from = Math.max(0, end - 2 * LOOKED_AT_BYTES)
  const tail = file.upTo(from, end - from)
  for (let at = tail.indexOf(0xff); at >= 0; at = tail.indexOf(0xff, at + 1)) {
    let place = at
    let frames = 0
    for (let frame = frameAt(tail, place); frame; frame = frameAt(tail, place)) {
      frames += 1
      place += frame.bytes
    }
    const left = tail.length - place
    if (frames >= 3) return left < 0 || (left > 0 && left < 4)
  }
  return false
}

function announcedBytes(head: Buffer): number | null {
  for (let at = head.indexOf(0xff); at >= 0; at = head.indexOf(0xff, at + 1)) {
    const frame = frameAt(head, at)
    if (!frame) continue
    const mark = at + 4 + (frame.isMpeg1 ? (frame.isMono ? 17 : 32) : frame.isMono ? 9 : 17)
    const name = head.toString('latin1', mark, mark + 4)
    if ((name !== 'Xing' && name !== 'Info') || mark + 16 > head.length) return null
    const flags = head.readUInt32BE(mark + 4)
    return flags & 2 ? at + head.readUInt32BE(mark + 8 + (flags & 1 ? 4 : 0)) : null
  }
  return null
}

/** The last page has to be whole. */
function oggIsCutOff(file: FileBytes): boolean {
  const from = Math.max(0, file.size - TAIL_BYTES)
  const tail = file.upTo(from, file.size - from)
  const at = tail.lastIndexOf('OggS')
  if (at < 0 || at + 27 > tail.length) return true
  const segments = tail[at + 26] ?? 0
  if (at + 27 + segments > tail.length) return true
  const body = tail.subarray(at + 27, at + 27 + segments).reduce((sum, size) => sum + size, 0)
  return at + 27 + segments + body > tail.length
}

/** Boxes have to end where the file does, and one of them is the index. */
function mp4IsCutOff(file: FileBytes): boolean {
  let hasIndex = false
  let at = 0
  for (let box = 0; box < MAX_PARTS && at < file.size; box += 1) {
    const head = file.at(at, 8)
    if (head === null) return true
    if (head.toString('latin1', 4, 8) === 'moov') hasIndex = true
    const short = head.readUInt32BE(0)
    if (short === 0) return !hasIndex
    const size = short === 1 ? Number(file.at(at + 8, 8)?.readBigUInt64BE() ?? 0n) : short
    if (size < 8) return true
    at += size
  }
  return !hasIndex || at > file.size
}

/** Sizes that a pipe left open reach to the end, wherever that is. */
function wavIsCutOff(file: FileBytes): boolean {
  let at = 12
  for (let chunk = 0; chunk < MAX_PARTS && at + 8 <= file.size; chunk += 1) {
    const head = file.at(at, 8)
    if (head === null) return true
    const size = head.readUInt32LE(4)
    if (size === OPEN_SIZE) return false
    if (head.toString('latin1', 0, 4) === 'data') return at + 8 + size > file.size
    at += 8 + size + (size % 2)
  }
  return true
}
