// Whether a picture is all there: downloads break off, and pages that say "not found" are kept as cover.jpg. Only its
// two ends are looked at, so that every picture of a scan can be.

const END_BYTES = 4_096
const PNG = Buffer.from('89504e470d0a1a0a', 'hex')
const JPEG_END = Buffer.of(0xff, 0xd9)

/** `cut`: it begins like one, and may still be drawn in part. */
export function pictureState(bytes: Uint8Array): 'whole' | 'cut' | 'none' {
  const picture = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = picture.subarray(-END_BYTES)
  if (picture[0] === 0xff && picture[1] === 0xd8) return end.includes(JPEG_END) ? 'whole' : 'cut'
  if (picture.subarray(0, 8).equals(PNG)) return end.includes('IEND') ? 'whole' : 'cut'
  const mark = picture.toString('latin1', 0, 4)
  if (mark === 'RIFF' && picture.toString('latin1', 8, 12) === 'WEBP')
    return picture.length >= 12 && picture.readUInt32LE(4) + 8 <= picture.length ? 'whole' : 'cut'
  if (mark === 'GIF8') return end.includes(0x3b) ? 'whole' : 'cut'
  return 'none'
}
