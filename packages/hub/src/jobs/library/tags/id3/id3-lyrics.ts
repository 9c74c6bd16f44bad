// Words of an ID3 tag: texts (USLT, and TXXX of programs that know no better), and lines with times (SYLT).
import { oldTextsOf, type RawText, rawText, textsOf } from './id3-text.ts'
import type { Id3Tag } from './id3v2.ts'

const MAX_BYTES = 512 * 1024
const MILLISECONDS = 2
const DESCRIBED = /^(synced|unsynced|)\s*lyrics$/i

export type TagLyrics = {
  readonly texts: readonly string[]
  readonly lines: readonly (readonly { readonly text: string; readonly atMs: number }[])[]
}

export function lyricsInTag(tag: Id3Tag): TagLyrics {
  const written: RawText[] = []
  const described: RawText[] = []
  const lines: (readonly { readonly text: string; readonly atMs: number }[])[] = []
  for (const frame of tag.frames) {
    if (!['USLT', 'SYLT', 'TXXX'].includes(frame.name) || frame.size > MAX_BYTES) continue
    const body = frame.body()
    if (body === null || body.length < 2) continue
    if (frame.name === 'TXXX') described.push(rawText(body, 2))
    // The encoding, three letters for the language, a description, and the words.
    else if (frame.name === 'USLT') written.push(rawText(withoutBytes(body, 3), 2))
    else lines.push(timedLines(body))
  }
  const old = oldTextsOf([...written, ...described])
  const texts = written.map((raw) => textsOf(raw, old)[1] ?? '')
  const more = described.flatMap((raw) => {
    const [name = '', text = ''] = textsOf(raw, old)
    return DESCRIBED.test(name) ? [text] : []
  })
  return { texts: [...texts, ...more], lines }
}

/** Behind the encoding. */
function withoutBytes(body: Buffer, count: number): Buffer {
  return Buffer.concat([body.subarray(0, 1), body.subarray(1 + count)])
}

/** The encoding, a language, how times count, what it is of, a description; then texts, each with four bytes of time. */
function timedLines(body: Buffer): readonly { readonly text: string; readonly atMs: number }[] {
  if (body[4] !== MILLISECONDS) return []
  const isWide = body[0] === 1 || body[0] === 2
  const lines: { text: string; atMs: number }[] = []
  let at = endOfText(body, 6, isWide)
  while (at < body.length) {
    const end = endOfText(body, at, isWide)
    if (end + 4 > body.length) break
    const raw = rawText(Buffer.concat([body.subarray(0, 1), body.subarray(at, end - (isWide ? 2 : 1))]))
    lines.push({ text: textsOf(raw, oldTextsOf([raw])).join(' '), atMs: body.readUInt32BE(end) })
    at = end + 4
  }
  return lines
}

/** Behind the nothing that ends the text at `from`. */
function endOfText(body: Buffer, from: number, isWide: boolean): number {
  for (let at = from; at < body.length; at += isWide ? 2 : 1)
    if (body[at] === 0 && (!isWide || body[at + 1] === 0)) return at + (isWide ? 2 : 1)
  return body.length
}
