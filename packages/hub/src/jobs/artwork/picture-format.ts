// What a file is, by what stands in it, and whether its end is there. Decoders read cut-off files without a word: of an
// animation some frames would be missing.
import type { ImageFormat } from '@baton/protocol'

/** Whatever else a file may be is never given to a decoder. */
export function pictureFormat(bytes: Buffer): ImageFormat | null {
  const head = bytes.toString('latin1', 0, 12)
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'png'
  if (head.startsWith('GIF87a') || head.startsWith('GIF89a')) return 'gif'
  return head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP' ? 'webp' : null
}

/** The last mark of the file stands where its parts lead to. */
export function hasEnd(bytes: Buffer, format: ImageFormat): boolean {
  try {
    if (format === 'png') return hasEndOfPng(bytes)
    if (format === 'gif') return hasEndOfGif(bytes)
    return bytes.readUInt32LE(4) + 8 <= bytes.length
  } catch (error) {
    // It was to be read on behind its last byte.
    if (error instanceof RangeError) return false
    throw error
  }
}

function hasEndOfPng(bytes: Buffer): boolean {
  for (let at = 8; ; at += 12 + bytes.readUInt32BE(at)) {
    if (bytes.toString('latin1', at + 4, at + 8) === 'IEND') return at + 12 <= bytes.length
  }
}

const TRAILER = 0x3b
const EXTENSION = 0x21
const IMAGE = 0x2c

function hasEndOfGif(bytes: Buffer): boolean {
  let at = 13 + colours(bytes.readUInt8(10))
  for (;;) {
    const block = bytes.readUInt8(at)
    if (block === TRAILER) return true
    if (block === EXTENSION) at += 2
    else if (block === IMAGE) at += 11 + colours(bytes.readUInt8(at + 9))
    else return false
    for (let length = bytes.readUInt8(at); length > 0; length = bytes.readUInt8(at)) at += 1 + length
    at += 1
  }
}

/** The bytes of the colour table that these flags tell of. */
function colours(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 0x07) + 1) : 0
}
