import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { deflateSync } from 'node:zlib'
import type { ErrorCode, ImageFormat } from '@baton/protocol'
import { BatonError, MAX_ARTWORK_BYTES } from '@baton/protocol'
import { delays, gif, pixelsOf, png, webp } from '@baton/testing/artwork/pixel-art'
import sharp from 'sharp'
import { keptFiles } from '#stores/files'
import { artworkPictures } from './index.ts'

test('[AR12] what is kept has every pixel of what was sent, with its frames and their times, and nothing else', async () => {
  await using world = await openWorld()
  const still = await sharp(await png())
    .withExif({ IFD0: { Copyright: 'somebody at home' } })
    .png()
    .toBuffer()
  assert.ok(still.includes('somebody at home'))
  for (const [sent, frameCount] of [
    [still, 1],
    [await gif(), 3],
    [await webp(), 3],
  ] as const) {
    const drawn = await world.pictures.draw(sent)
    assert.deepEqual([drawn.width, drawn.height, drawn.frameCount], [8, 6, frameCount])
    assert.deepEqual(await pixelsOf(drawn.bytes), await pixelsOf(sent))
    assert.equal(Buffer.from(drawn.bytes).includes('somebody'), false)
    const { delay } = await sharp(drawn.bytes, { animated: true }).metadata()
    assert.deepEqual(delay ?? null, frameCount === 1 ? null : delays({}))
    assert.equal((await world.pictures.draw(sent)).sha256, drawn.sha256, 'the same is the same')
  }
})

test('[AR13] what is no picture, is damaged or too large is refused with a code, and leaves nothing behind', async () => {
  await using world = await openWorld()
  const [still, moving, other] = [await png(), await gif({ frames: 5 }), await webp()]
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>')
  const jpeg = await sharp(still).jpeg().toBuffer()
  const cut = (bytes: Buffer, part: number) => bytes.subarray(0, Math.floor(bytes.length * part))
  const refused: readonly (readonly [string, Buffer, ErrorCode])[] = [
    ['nothing', Buffer.alloc(0), 'artwork.not-a-picture'],
    ['a text', Buffer.from('just words'), 'artwork.not-a-picture'],
    ['an SVG', svg, 'artwork.not-a-picture'],
    ['a JPEG', jpeg, 'artwork.not-a-picture'],
    ['a mark and nothing behind it', still.subarray(0, 8), 'artwork.damaged'],
    ['an SVG that begins like a GIF', Buffer.concat([Buffer.from('GIF89a'), svg]), 'artwork.damaged'],
    ...[0.3, 0.6, 0.9, 0.99].flatMap((part) =>
      [still, moving, other].map((bytes) => [`cut at ${part}`, cut(bytes, part), 'artwork.damaged'] as const),
    ),
    ['too many bytes', Buffer.concat([still, Buffer.alloc(MAX_ARTWORK_BYTES)]), 'artwork.too-large'],
    ['a small file of a huge picture', hugePng(40_000, 40_000), 'artwork.too-large'],
    ['too wide', hugePng(1_025, 1), 'artwork.too-large'],
    ['too many frames', await gif({ width: 1, height: 2, frames: 1_001 }), 'artwork.too-large'],
    ['too many pixels in all', await manyFrames(), 'artwork.too-large'],
  ]
  for (const [what, bytes, code] of refused) {
    await assert.rejects(
      world.pictures.draw(bytes),
      (error) => {
        assert.ok(error instanceof BatonError, `${what}: ${error}`)
        assert.equal(error.code, code, what)
        return true
      },
      what,
    )
  }
  assert.deepEqual(await world.files(), [])
})

test('[AR14] a picture is given out with each pixel as a square, in every format, and animated', async () => {
  await using world = await openWorld()
  const drawn = await world.pictures.draw(await webp())
  await world.pictures.keep('moving', drawn.bytes)
  const own = await pixelsOf(drawn.bytes)
  for (const format of ['webp', 'gif', 'png'] satisfies ImageFormat[]) {
    const given = await world.pictures.scaled({ key: 'moving', ...drawn }, { scale: 5, format }, 'ada')
    assert.equal(given?.mime, `image/${format}`)
    const seen = await pixelsOf(given?.bytes ?? Buffer.alloc(0))
    const frames = format === 'png' ? 1 : 3
    assert.deepEqual([seen.width, seen.height], [40, 30 * frames])
    for (let y = 0; y < seen.height; y++) {
      for (let x = 0; x < seen.width; x++) {
        const from = (Math.floor(y / 5) * 8 + Math.floor(x / 5)) * 4
        const [to, kept] = [
          (y * 40 + x) * 4,
          own.pixels[from + 3] === 0 ? [0] : own.pixels.subarray(from, from + 4),
        ]
        // What cannot be seen has no colour.
        const found = kept.length === 1 ? [seen.pixels[to + 3]] : seen.pixels.subarray(to, to + 4)
        assert.deepEqual([...found], [...kept], `${format} ${x} ${y}`)
      }
    }
    const { delay } = await sharp(given?.bytes, { animated: true }).metadata()
    assert.deepEqual(delay ?? null, format === 'png' ? null : delays({}))
  }
  const asked = { key: 'moving', ...drawn }
  const [one, again] = await Promise.all(
    [1, 2].map(() => world.pictures.scaled(asked, { scale: 7, format: 'gif' }, 'ada')),
  )
  assert.equal(one, again, 'it is drawn once')
  for (const scale of [513, 4_096]) {
    await assert.rejects(world.pictures.scaled(asked, { scale, format: 'png' }, 'ada'), {
      code: 'artwork.too-large',
    })
  }
})

test('[AR19] whoever asks for many pictures waits for them alone, and has not more than so many to come', async () => {
  const opened = Promise.withResolvers<void>()
  await using world = await openWorld({ before: (key) => (key === 'slow.webp' ? opened.promise : null) })
  const sent = await webp()
  const drawn = await world.pictures.draw(sent)
  for (const key of ['slow', 'quick']) await world.pictures.keep(key, drawn.bytes)
  const ask = (key: string, scale: number, viewer: string) =>
    world.pictures.scaled({ key, ...drawn }, { scale, format: 'webp' }, viewer)
  const many = Array.from({ length: 99 }, (_, nth) => ask('slow', nth + 1, 'ada'))
  many.push(ask('quick', 2, 'ada'))
  await assert.rejects(ask('slow', 101, 'ada'), { code: 'hub.busy' })
  assert.equal((await ask('quick', 2, 'ben'))?.mime, 'image/webp')
  assert.equal((await world.pictures.draw(sent)).sha256, drawn.sha256)
  opened.resolve()
  assert.equal((await Promise.all(many)).length, 100)
})

test('[AR15] a picture goes with its artwork', async () => {
  await using world = await openWorld()
  const drawn = await world.pictures.draw(await png())
  await world.pictures.keep('still', drawn.bytes)
  assert.deepEqual(await world.files(), ['still.webp'])
  await world.pictures.remove('still')
  await world.pictures.remove('still')
  assert.deepEqual(await world.files(), [])
  assert.equal(
    await world.pictures.scaled({ key: 'still', ...drawn }, { scale: 2, format: 'png' }, 'ada'),
    null,
  )
})

/** `before`: what a file waits for before it is read. */
async function openWorld({ before = () => null }: { before?: (key: string) => Promise<void> | null } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'baton-artwork-'))
  const files = keptFiles(folder)
  const read = async (key: string) => {
    await before(key)
    return files.read(key)
  }
  return {
    pictures: artworkPictures({ ...files, read }),
    async files() {
      const found = await readdir(folder, { recursive: true, withFileTypes: true })
      return found.filter((entry) => entry.isFile()).map(({ name }) => name)
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

/** Its few small frames stand on a large screen. */
async function manyFrames(): Promise<Buffer> {
  const bytes = await gif({ frames: 17 })
  bytes.writeUInt16LE(1_024, 6)
  bytes.writeUInt16LE(1_024, 8)
  return bytes
}

/** Its head says how large it would be; unpacked it is nothing but zeros. */
function hugePng(width: number, height: number): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 0, 0, 0, 0], 8)
  const zeros = deflateSync(Buffer.alloc(100_000))
  const mark = Buffer.from('89504e470d0a1a0a', 'hex')
  return Buffer.concat([mark, chunk('IHDR', head), chunk('IDAT', zeros), chunk('IEND', Buffer.alloc(0))])
}

function chunk(type: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const body = Buffer.concat([Buffer.from(type), data])
  return Buffer.concat([length, body, checksum(body)])
}

function checksum(bytes: Buffer): Buffer {
  let sum = 0xffffffff
  for (const byte of bytes) {
    sum ^= byte
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1
  }
  const out = Buffer.alloc(4)
  out.writeUInt32BE((sum ^ 0xffffffff) >>> 0)
  return out
}
