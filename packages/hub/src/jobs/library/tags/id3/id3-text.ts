// Texts of ID3 frames. Which letters "Latin-1" stands for is told from all such texts of the tag together: programs
// wrote what their computer used. Rule MF4.
import { decoderOf, isUtf8 } from '../../encodings/decode-text.ts'

export type TextDecoding = (bytes: Buffer) => string

const UTF_16 = 1
const UTF_16_BIG = 2
const UTF_8 = 3

/** Parts of a text, as the first byte of the frame says how they are written. */
export type RawText = { readonly encoding: number; readonly parts: readonly Buffer[] }

/** What stands behind the encoding's byte, divided where it says so. A frame without such a byte is text as a whole. */
export function rawText(body: Buffer, maxParts = Number.POSITIVE_INFINITY): RawText {
  const [encoding = 0] = body
  if (encoding > UTF_8) return { encoding: 0, parts: divided(body, 1, maxParts) }
  const isWide = encoding === UTF_16 || encoding === UTF_16_BIG
  return { encoding, parts: divided(body.subarray(1), isWide ? 2 : 1, maxParts) }
}

function divided(bytes: Buffer, width: 1 | 2, maxParts: number): readonly Buffer[] {
  const parts: Buffer[] = []
  let from = 0
  for (let at = 0; at + width <= bytes.length && parts.length + 1 < maxParts; at += width) {
    if (bytes[at] !== 0 || (width === 2 && bytes[at + 1] !== 0)) continue
    parts.push(bytes.subarray(from, at))
    from = at + width
  }
  parts.push(bytes.subarray(from))
  return parts
}

/** One byte a letter, or UTF-8 that is none: they have to be told. */
export function isOld({ encoding }: RawText, part: Buffer): boolean {
  return encoding === 0 || (encoding === UTF_8 && !isUtf8(part))
}

export function textsOf({ encoding, parts }: RawText, old: TextDecoding): readonly string[] {
  return parts.map((part) => {
    const text =
      encoding === UTF_16 || encoding === UTF_16_BIG
        ? wideText(part, encoding === UTF_16_BIG)
        : isOld({ encoding, parts }, part)
          ? old(part)
          : part.toString('utf8')
    return text
      .replace(/\0+/g, ' ')
      .replace(/^\ufeff/, '')
      .trim()
  })
}

function wideText(part: Buffer, isBig: boolean): string {
  const mark = part.length >= 2 ? part.readUInt16BE(0) : 0
  if (mark === 0xfffe) return part.toString('utf16le', 2)
  if (mark === 0xfeff) return new TextDecoder('utf-16be').decode(part.subarray(2))
  return isBig ? new TextDecoder('utf-16be').decode(part) : part.toString('utf16le')
}

/** How all old texts of a tag read. */
export function oldTextsOf(texts: readonly RawText[]): TextDecoding {
  return decoderOf(texts.flatMap((text) => text.parts.filter((part) => isOld(text, part))))
}
