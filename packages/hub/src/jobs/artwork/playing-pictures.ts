// What displays show beside music: covers, drawn small, and two pictures of the hub's own.
import { BatonError, BoundedMap, type ImageFormat, namedTurns, turns } from '@baton/protocol'
import sharp, { type Sharp } from 'sharp'
import { type CoverFiles, IDLE_PICTURE, PLAYING_SIDE, type PlayingPictures } from '#engine'
import { IDLE_PIXELS, PLAIN_PIXELS } from './own-pictures.ts'

const DRAWN_AT_ONCE = 2
const MAX_WAITING = 200
/** Of them of one viewer. */
const MAX_OF_ONE = 100
const REMEMBERED_BYTES = 8 * 1024 * 1024
/** No cover is kept with more. */
const MAX_SIDE = 2_048
const MAX_SECONDS = 20

interface Drawn {
  readonly bytes: Uint8Array
  readonly mime: string
}

// What was drawn is remembered here; the library's own memory of it would only be in the way.
sharp.cache(false)

export function playingPictures(covers: Pick<CoverFiles, 'image'>): PlayingPictures {
  const line = turns({ atOnce: DRAWN_AT_ONCE, mostWaiting: MAX_WAITING })
  const viewers = namedTurns({ mostWaiting: MAX_WAITING, mostOfOne: MAX_OF_ONE })
  const remembered = new BoundedMap<string, Drawn>({
    most: REMEMBERED_BYTES,
    weighs: ({ bytes }) => bytes.byteLength,
  })

  return {
    async drawn(name, { scale, format }, viewer) {
      const side = PLAYING_SIDE * scale
      if (side > MAX_SIDE) throw new BatonError('artwork.too-large', { limit: { side: MAX_SIDE } })
      const key = `${name}-${side}.${format}`
      const draw = async () => {
        const known = remembered.use(key)
        if (known) return known
        const bytes = await written(await pictureOf(name, side), format)
          .timeout({ seconds: MAX_SECONDS })
          .toBuffer()
        const made = { bytes, mime: `image/${format}` }
        remembered.set(key, made)
        return made
      }
      return remembered.use(key) ?? viewers.take(viewer, () => line.take(draw))
    },
  }

  async function pictureOf(name: string, side: number): Promise<Sharp> {
    const cover = name === IDLE_PICTURE ? null : await covers.image(name, side > 320 ? 800 : 320)
    // The whole cover, whatever its shape: a display shows it without a frame that is not its own.
    if (cover) return sharp(cover.bytes).resize(side, side, { fit: 'contain', background: '#000' })
    const { side: pixels, rgb } = name === IDLE_PICTURE ? IDLE_PIXELS : PLAIN_PIXELS
    const raw = { width: pixels, height: pixels, channels: 3 } as const
    return sharp(rgb, { raw }).resize(side, side, { kernel: 'nearest' })
  }
}

function written(picture: Sharp, format: ImageFormat): Sharp {
  if (format === 'png') return picture.png({ compressionLevel: 6 })
  return format === 'gif' ? picture.gif({ effort: 3 }) : picture.webp({ quality: 90 })
}
