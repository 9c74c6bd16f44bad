import { createHash } from 'node:crypto'
import {
  BatonError,
  type ImageFormat,
  MAX_ARTWORK_BYTES,
  MAX_ARTWORK_FRAMES,
  MAX_ARTWORK_PIXELS,
  MAX_ARTWORK_SIDE,
} from '@baton/protocol'
import sharp, { type Sharp } from 'sharp'
import type { DrawnPicture } from '#engine'
import { hasEnd, pictureFormat } from './picture-format.ts'

/** Longer than this no picture within the bounds takes, on a slow machine either. */
const MAX_SECONDS = 20

/**
 * The picture, drawn anew without losing a pixel: WebP, with all its frames and their times, and nothing else of the file.
 * Its head is looked at before anything is unpacked, so that a small file of a huge picture costs nothing.
 */
export async function drawn(sent: Uint8Array): Promise<DrawnPicture> {
  const bytes = Buffer.from(sent.buffer, sent.byteOffset, sent.byteLength)
  if (bytes.byteLength > MAX_ARTWORK_BYTES) throw tooLarge({ bytes: MAX_ARTWORK_BYTES })
  const format = pictureFormat(bytes)
  if (format === null) throw new BatonError('artwork.not-a-picture')
  if (!hasEnd(bytes, format)) throw new BatonError('artwork.damaged')
  const said = await sizeOf(bytes, format)
  if (said.width > MAX_ARTWORK_SIDE || said.height > MAX_ARTWORK_SIDE)
    throw tooLarge({ side: MAX_ARTWORK_SIDE })
  if (said.frameCount > MAX_ARTWORK_FRAMES) throw tooLarge({ frames: MAX_ARTWORK_FRAMES })
  if (said.width * said.height * said.frameCount > MAX_ARTWORK_PIXELS)
    throw tooLarge({ pixels: MAX_ARTWORK_PIXELS })
  const picture = sharp(bytes, { ...READING, failOn: 'truncated' })
  const webp = await inTime(() =>
    picture.webp({ lossless: true, exact: true, effort: 2 }).timeout(TIME).toBuffer(),
  )
  // Frames that are all the same may have become one; what is kept counts.
  const kept = await sizeOf(webp, 'webp')
  if (kept.width !== said.width || kept.height !== said.height) throw new BatonError('artwork.damaged')
  return { bytes: webp, ...kept, sha256: createHash('sha256').update(webp).digest('hex') }
}

/** Each pixel of ours becomes a square of so many. PNG holds the first frame. */
export async function scaledUp(
  kept: Uint8Array,
  { width, height }: { readonly width: number; readonly height: number },
  { scale, format }: { readonly scale: number; readonly format: ImageFormat },
): Promise<Uint8Array> {
  const frames = format === 'png' ? { ...READING, animated: false } : READING
  const resized = sharp(kept, { ...frames, limitInputPixels: false }).resize(width * scale, height * scale, {
    kernel: 'nearest',
    fit: 'fill',
  })
  return inTime(() => written(resized, format).timeout(TIME).toBuffer())
}

const TIME = { seconds: MAX_SECONDS }
const READING = { animated: true, limitInputPixels: MAX_ARTWORK_PIXELS } as const

function written(picture: Sharp, format: ImageFormat): Sharp {
  if (format === 'png') return picture.png({ compressionLevel: 6 })
  // Dithering would make noise of what are areas of one colour, and with less effort colours are a little off.
  if (format === 'gif') return picture.gif({ dither: 0, effort: 7 })
  return picture.webp({ lossless: true, exact: true, effort: 1 })
}

async function sizeOf(bytes: Uint8Array, format: ImageFormat) {
  try {
    const found = await sharp(bytes, { animated: true, limitInputPixels: false }).metadata()
    if (found.format !== format) throw new Error('It is not what it begins like')
    const { width, height, pageHeight = height, pages: frameCount = 1 } = found
    if (!(width > 0 && pageHeight > 0 && frameCount > 0)) throw new Error('It has no size')
    return { width, height: pageHeight, frameCount }
  } catch (cause) {
    throw new BatonError('artwork.damaged', undefined, { cause })
  }
}

async function inTime(draw: () => Promise<Buffer>): Promise<Buffer> {
  try {
    return await draw()
  } catch (cause) {
    if (cause instanceof Error && /timeout/i.test(cause.message)) throw tooLarge({ seconds: MAX_SECONDS })
    throw new BatonError('artwork.damaged', undefined, { cause })
  }
}

function tooLarge(limit: Readonly<Record<string, number>>): BatonError {
  return new BatonError('artwork.too-large', { limit: { ...limit } })
}
