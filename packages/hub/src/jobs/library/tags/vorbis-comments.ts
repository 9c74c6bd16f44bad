// The comments of FLAC, Ogg Vorbis and Opus. They should be UTF-8, and mostly are.
import { decoderOf } from '../encodings/decode-text.ts'
import { addComment, type Comments } from './comments.ts'

const MAX_COMMENTS = 10_000

/** Null where the block is cut off or damaged. */
export function vorbisComments(block: Buffer): Comments | null {
  try {
    const raw: Buffer[] = []
    let at = 4 + block.readUInt32LE(0)
    const count = Math.min(MAX_COMMENTS, block.readUInt32LE(at))
    at += 4
    for (let comment = 0; comment < count; comment += 1) {
      const bytes = block.readUInt32LE(at)
      raw.push(block.subarray(at + 4, at + 4 + bytes))
      at += 4 + bytes
      if (at > block.length) return null
    }
    const texts = raw.map((bytes) => bytes.toString('utf8'))
    const found = new Map<string, string[]>()
    for (const text of texts.some(isBroken) ? raw.map(decoderOf(raw)) : texts) {
      const sign = text.indexOf('=')
      if (sign > 0) addComment(found, text.slice(0, sign), text.slice(sign + 1))
    }
    return found
  } catch {
    return null
  }
}

function isBroken(text: string): boolean {
  return text.includes('\ufffd')
}
