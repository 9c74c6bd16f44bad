// Small pictures of known pixels, made anew for each test.
import sharp, { type Sharp } from 'sharp'

export interface PixelArt {
  readonly width?: number
  readonly height?: number
  readonly frames?: number
  /** Pictures of different seeds differ. */
  readonly seed?: number
}

export function png(art: PixelArt = {}): Promise<Buffer> {
  return raw({ ...art, frames: 1 })
    .png()
    .toBuffer()
}

export function gif(art: PixelArt = {}): Promise<Buffer> {
  return raw({ frames: 3, ...art })
    .gif({ loop: 0, delay: delays(art) })
    .toBuffer()
}

export function webp(art: PixelArt = {}): Promise<Buffer> {
  return raw({ frames: 3, ...art })
    .webp({ lossless: true, loop: 0, delay: delays(art) })
    .toBuffer()
}

/** How long each frame is shown, in milliseconds. */
export function delays({ frames = 3 }: PixelArt): number[] {
  return Array.from({ length: frames }, (_, nth) => 100 * ((nth % 9) + 1))
}

/** The colour of a pixel: red, green, blue, opacity. No two next to each other are the same, nor two frames. */
export function colourAt({ seed = 1 }: PixelArt, frame: number, x: number, y: number): readonly number[] {
  return [
    (x * 40 + frame * 90) % 256,
    (y * 40) % 256,
    (seed * 30 + frame * 50) % 256,
    (x + y) % 5 === 0 ? 0 : 255,
  ]
}

/** The pixels of a picture, frame below frame: four bytes each. */
export async function pixelsOf(
  bytes: Uint8Array,
): Promise<{ width: number; height: number; pixels: Buffer }> {
  const { data, info } = await sharp(bytes, { animated: true })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, pixels: data }
}

function raw({ width = 8, height = 6, frames = 1, seed = 1 }: PixelArt): Sharp {
  const pixels = Buffer.alloc(width * height * frames * 4)
  for (let row = 0; row < height * frames; row++) {
    for (let x = 0; x < width; x++) {
      const colour = colourAt({ seed }, Math.floor(row / height), x, row % height)
      pixels.set(colour, (row * width + x) * 4)
    }
  }
  return sharp(pixels, {
    raw: { width, height: height * frames, channels: 4, ...(frames > 1 && { pageHeight: height }) },
  })
}
