// Pictures of artwork: each is kept once, as we drew it, under a name of its own, and goes with its artwork. What is drawn
// of it is remembered for a while, and kept nowhere.
import {
  BatonError,
  BoundedMap,
  MAX_SCALED_PIXELS,
  MAX_SCALED_SIDE,
  namedTurns,
  turns,
} from '@baton/protocol'
import sharp from 'sharp'
import type { KeptFiles, Pictures, ScaledPicture } from '#engine'
import { drawn, scaledUp } from './draw.ts'

const DRAWN_AT_ONCE = 2
const MAX_WAITING = 200
/** Of them of one viewer. */
const MAX_OF_ONE = 100
const REMEMBERED_BYTES = 32 * 1024 * 1024

// What was drawn is remembered here; the library's own memory of it would only be in the way.
sharp.cache(false)

export function artworkPictures(kept: KeptFiles): Pictures {
  const line = turns({ atOnce: DRAWN_AT_ONCE, mostWaiting: MAX_WAITING })
  const viewers = namedTurns({ mostWaiting: MAX_WAITING, mostOfOne: MAX_OF_ONE })
  const remembered = new BoundedMap<string, ScaledPicture>({
    most: REMEMBERED_BYTES,
    weighs: ({ bytes }) => bytes.byteLength,
  })
  const drawing = new Map<string, Promise<ScaledPicture | null>>()

  return {
    draw: (bytes) => line.take(() => drawn(bytes)),
    keep: (key, bytes) => kept.write(fileOf(key), bytes),
    async scaled(picture, { scale, format }, viewer) {
      const { key, width, height, frameCount, sha256 } = picture
      const longest = Math.max(width, height) * scale
      const pixels = width * height * scale * scale * (format === 'png' ? 1 : frameCount)
      if (longest > MAX_SCALED_SIDE || pixels > MAX_SCALED_PIXELS) {
        throw new BatonError('artwork.too-large', {
          limit: { side: MAX_SCALED_SIDE, pixels: MAX_SCALED_PIXELS },
        })
      }
      const name = `${key}-${scale}.${format}`
      // What somebody else waits for may be far behind in their line.
      const own = `${viewer} ${name}`
      const known = remembered.use(name) ?? drawing.get(own)
      if (known) return known
      const draw = async () => {
        const drawnMeanwhile = remembered.use(name)
        if (drawnMeanwhile) return drawnMeanwhile
        const original = await kept.read(fileOf(key))
        if (!original) return null
        const bytes = await scaledUp(original, picture, { scale, format })
        const made = {
          bytes,
          mime: `image/${format}`,
          etag: `"${sha256.slice(0, 32)}-${scale}.${format}"`,
        } as const
        remembered.set(name, made)
        return made
      }
      const fresh = viewers.take(viewer, () => line.take(draw)).finally(() => drawing.delete(own))
      drawing.set(own, fresh)
      return fresh
    },
    remove: (key) => kept.remove(fileOf(key)),
  }
}

function fileOf(key: string): string {
  return `${key}.webp`
}
