/** A JPEG as a comment of Ogg files: the picture block of FLAC in base64. Its size in pixels is left to the picture. */
export function pictureBlock(jpeg: Buffer): string {
  const mime = Buffer.from('image/jpeg')
  const FRONT_COVER = 3
  return Buffer.concat([
    ...[number(FRONT_COVER), number(mime.length), mime, number(0)],
    ...[number(0), number(0), number(0), number(0), number(jpeg.length), jpeg],
  ]).toString('base64')
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
