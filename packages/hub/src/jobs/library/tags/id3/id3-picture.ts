// The picture of an ID3 tag that is meant as the cover, else its first one.
import { KEY_BYTES, pictureKey } from '../picture-key.ts'
import { rawText } from './id3-text.ts'
import type { Id3Frame, Id3Tag } from './id3v2.ts'

const FRONT_COVER = 3

/** The same for equal pictures, hardly ever for others; null where there is none. */
export function id3PictureKey(tag: Id3Tag): string | null {
  const keys = tag.frames.filter(isPicture).map((frame) => pictureKey(frame.size, frame.middle(KEY_BYTES)))
  return keys.length > 0 ? keys.join(' ') : null
}

export function id3Picture(tag: Id3Tag): Uint8Array | null {
  let chosen: Uint8Array | null = null
  for (const frame of tag.frames) {
    if (!isPicture(frame)) continue
    const picture = pictureIn(frame)
    if (picture === null) continue
    if (picture.kind === FRONT_COVER) return picture.data
    chosen ??= picture.data
  }
  return chosen
}

function isPicture({ name }: Id3Frame): boolean {
  return name === 'APIC' || name === 'PIC'
}

/** The encoding of the description, what kind of file it is, what it shows, the description, and then the picture. */
function pictureIn(frame: Id3Frame): { readonly kind: number; readonly data: Uint8Array } | null {
  const body = frame.body()
  if (body === null || body.length < 8) return null
  const kindAt = frame.name === 'PIC' ? 4 : body.indexOf(0, 1) + 1
  const kind = body[kindAt]
  if (kindAt === 0 || kind === undefined) return null
  const described = Buffer.concat([body.subarray(0, 1), body.subarray(kindAt + 1)])
  const data = rawText(described, 2).parts[1]
  return data && data.length > 0 ? { kind, data: new Uint8Array(data) } : null
}
