// The 128 bytes that players of the nineties put behind the sound. Texts are padded and cut off.
import { decoderOf } from '../../encodings/decode-text.ts'
import { type Comments, commentsFrom } from '../comments.ts'
import { GENRE_NAMES } from './genre-names.ts'

export const ID3V1_BYTES = 128

export function isId3v1(bytes: Buffer | null): bytes is Buffer {
  return bytes?.length === ID3V1_BYTES && bytes.toString('latin1', 0, 3) === 'TAG'
}

export function id3v1Comments(tag: Buffer): Comments {
  const field = (from: number, to: number) => {
    const bytes = tag.subarray(from, to)
    const end = bytes.indexOf(0)
    return end < 0 ? bytes : bytes.subarray(0, end)
  }
  const fields = { TITLE: field(3, 33), ARTIST: field(33, 63), ALBUM: field(63, 93), DATE: field(93, 97) }
  const decode = decoderOf(Object.values(fields))
  const track = tag[125] === 0 ? (tag[126] ?? 0) : 0
  return commentsFrom([
    ...Object.entries(fields).map(([name, bytes]) => [name, decode(bytes).trim()] as const),
    ['TRACKNUMBER', track > 0 ? String(track) : ''],
    ['GENRE', GENRE_NAMES[tag[127] ?? 255] ?? ''],
  ])
}
