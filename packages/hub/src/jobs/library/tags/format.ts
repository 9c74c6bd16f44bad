// Tells what a file is from its first bytes: names lie.
import type { IFormat } from 'music-metadata'
import { AUDIO_FORMATS, type AudioFormat, audioFormat } from '#engine/audio-formats'
import { frameAt } from './mpeg-frame.ts'

/** `named` is what the name of the file promises: a FLAC file may begin with the tags of an MP3 file. */
export function formatOf(head: Buffer, named: AudioFormat | null): AudioFormat | null {
  const marked = AUDIO_FORMATS.find(
    ({ marks }) =>
      marks.length > 0 &&
      marks.every(({ at, texts }) => texts.some((text) => textAt(head, at, text.length) === text)),
  )
  if (marked) return marked
  if (textAt(head, 0, 3) === 'ID3') return named?.name === 'flac' ? named : audioFormat('mp3')
  if (hasAdtsFrame(head)) return audioFormat('aac')
  return hasFrame(head) ? audioFormat('mp3') : null
}

/** Null when there is no sound in it that players know. */
export function codecOf({ name, codecs }: AudioFormat, { codec = '', container }: IFormat): string | null {
  const words = name === 'mp3' ? `${codec} ${container}` : codec
  return codecs.find(({ named }) => named.test(words))?.codec ?? null
}

function textAt(bytes: Buffer, at: number, length: number): string {
  return bytes.toString('latin1', at, at + length)
}

/** Two MPEG audio frames, the second where the first says it is: one alone is found in any noise. */
function hasFrame(head: Buffer): boolean {
  const limit = Math.min(head.length - 4, 4_096)
  for (let at = 0; at < limit; at += 1) {
    const frame = frameAt(head, at)
    if (frame !== null && frameAt(head, at + frame.bytes) !== null) return true
  }
  return false
}

/** AAC without a container begins with a frame, and behind it the next one. */
function hasAdtsFrame(head: Buffer): boolean {
  const bytes = adtsFrameBytes(head, 0)
  return bytes !== null && adtsFrameBytes(head, bytes) !== null
}

function adtsFrameBytes(head: Buffer, at: number): number | null {
  if (at + 7 > head.length || (head.readUInt16BE(at) & 0xfff6) !== 0xfff0) return null
  return (head.readUInt32BE(at + 3) >>> 13) & 0x1fff || null
}
