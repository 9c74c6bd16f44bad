// Text of files that do not say how they are written, or say it wrongly.
import { tellEncoding } from './tell-encoding.ts'

/** UTF-8, or with a mark UTF-16; what is neither is read in the old encoding that it looks like. */
export function decodeText(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  return decoderOf([bytes])(bytes)
}

/** How all of these texts read: they were written by one program, and tell more together than each for itself. */
export function decoderOf(texts: readonly Buffer[]): (bytes: Buffer) => string {
  const high = texts.filter((bytes) => bytes.some((byte) => byte > 0x7f))
  if (high.length === 0) return (bytes) => bytes.toString('latin1')
  if (high.every(isUtf8)) return (bytes) => new TextDecoder('utf-8').decode(bytes)
  const decoder = new TextDecoder(tellEncoding(Buffer.concat(high.flatMap((bytes) => [bytes, LINE_END]))))
  return (bytes) => decoder.decode(bytes)
}

const LINE_END = Buffer.from('\n')
const strict = new TextDecoder('utf-8', { fatal: true })

export function isUtf8(bytes: Uint8Array): boolean {
  try {
    strict.decode(bytes)
    return true
  } catch {
    return false
  }
}
