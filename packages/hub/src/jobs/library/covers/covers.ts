// Covers by content: the same picture is kept once, and what is given out was drawn anew by us, so that nothing
// hidden in somebody's file reaches a browser.
import { CoverId, namedTurns, turns } from '@baton/protocol'
import sharp from 'sharp'
import type { CoverFiles, CoverImage, CoverSize, KeptFiles } from '#engine'
import { pictureState } from './whole-picture.ts'

const MAX_PIXELS = 40_000_000
const MAX_BYTES = 20 * 1024 * 1024
const DRAWN_AT_ONCE = 2
const MAX_WAITING = 200
/** Of pictures that people put in: each may take as much memory as all covers of a page, and comes with its whole body. */
const MAX_PUT_IN = { ofAll: 5, ofHousehold: 2 }
const SIZES: readonly CoverSize[] = [96, 320, 800]
const LEAST_SIZE: CoverSize = 96
/** A little larger than anybody asks for. */
const PUT_IN_SIZE = 1_000
const WEBP_QUALITY = 82
const COVER_ID = /^[0-9a-f]{64}$/

/** What browsers and cameras make. Everything else, vector drawings among it, is refused. */
const MIME_BY_FORMAT: Readonly<Record<string, string>> = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  gif: 'image/gif',
}

// What was drawn is kept as a file; the library's own memory of it would only be in the way.
sharp.cache(false)

export function coverFiles(kept: KeptFiles): CoverFiles {
  const drawing = new Map<string, Promise<CoverImage | null>>()
  const line = turns({ atOnce: DRAWN_AT_ONCE, mostWaiting: MAX_WAITING })
  const putIn = turns({ mostWaiting: MAX_PUT_IN.ofAll })
  const households = namedTurns({ mostWaiting: MAX_PUT_IN.ofAll, mostOfOne: MAX_PUT_IN.ofHousehold })

  return {
    async put(bytes) {
      const mime = await mimeOf(bytes)
      if (mime === null) return null
      // What looks cut off is tried: a cover that is given out can be drawn.
      if (pictureState(bytes) !== 'whole' && (await draw(bytes, LEAST_SIZE)) === null) return null
      const coverId = await idOf(bytes)
      if (!(await kept.has(originalName(coverId)))) await kept.write(originalName(coverId), bytes)
      return { coverId, mime, sizeBytes: bytes.byteLength }
    },
    drawnAnew: (householdId, picture) =>
      households.take(householdId, () =>
        putIn.take(async () => {
          const given = picture()
          if ((await mimeOf(given)) === null || pictureState(given) !== 'whole') return null
          const bytes = await draw(given, PUT_IN_SIZE)
          return bytes && { coverId: CoverId.parse(await idOf(bytes)), bytes }
        }),
      ),
    async image(coverId, size) {
      if (!COVER_ID.test(coverId)) return null
      const name = imageName(coverId, size)
      const ready = await kept.read(name)
      if (ready) return drawn(coverId, size, ready)
      const known = drawing.get(name)
      if (known) return known
      if (drawing.size >= MAX_WAITING) return null
      const fresh = line
        .take(async () => {
          const original = await kept.read(originalName(coverId))
          const bytes = original && (await draw(original, size))
          if (!bytes) return null
          await kept.write(name, bytes)
          return drawn(coverId, size, bytes)
        })
        .finally(() => drawing.delete(name))
      drawing.set(name, fresh)
      return fresh
    },
    async forget(coverIds) {
      for (const coverId of coverIds) {
        for (const size of SIZES) await kept.remove(imageName(coverId, size))
        await kept.remove(originalName(coverId))
      }
    },
  }
}

function originalName(coverId: string): string {
  return `${coverId}.original`
}

function imageName(coverId: string, size: CoverSize): string {
  return `${coverId}-${size}.webp`
}

/** Large pictures take a while: this leaves the thread to others. */
async function idOf(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new Uint8Array(bytes))
  return Buffer.from(digest).toString('hex')
}

function drawn(coverId: string, size: CoverSize, bytes: Uint8Array): CoverImage {
  return { bytes, mime: 'image/webp', etag: `"${coverId.slice(0, 32)}-${size}"` }
}

async function mimeOf(bytes: Uint8Array): Promise<string | null> {
  if (bytes.byteLength === 0 || bytes.byteLength > MAX_BYTES) return null
  try {
    const { format, width, height } = await sharp(bytes, { limitInputPixels: MAX_PIXELS }).metadata()
    return width * height <= MAX_PIXELS ? (MIME_BY_FORMAT[format] ?? null) : null
  } catch {
    return null
  }
}

async function draw(bytes: Uint8Array, size: number): Promise<Uint8Array | null> {
  try {
    return await sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error' })
      .rotate()
      .resize(size, size, { fit: 'inside', withoutEnlargement: true })
      .webp({ quality: WEBP_QUALITY })
      .toBuffer()
  } catch {
    return null
  }
}
