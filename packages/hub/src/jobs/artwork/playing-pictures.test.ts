import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pixelsOf } from '@baton/testing/artwork/pixel-art'
import sharp from 'sharp'
import type { CoverSize } from '#engine'
import { playingPictures } from './playing-pictures.ts'

const PNG = { scale: 1, format: 'png' } as const

test('[DI34] a cover is drawn whole and on black, as large as it is asked for, and drawn once', async () => {
  const create = { width: 400, height: 200, channels: 3, background: '#a04010' } as const
  const bytes = await sharp({ create }).png().toBuffer()
  const asked: CoverSize[] = []
  const pictures = playingPictures({
    async image(_coverId, size) {
      asked.push(size)
      return { bytes, mime: 'image/png', etag: '' }
    },
  })
  const drawn = await pixelsOf((await pictures.drawn('wide', PNG, 'ada')).bytes)
  const at = (x: number, y: number) => [...drawn.pixels.subarray((y * 32 + x) * 4, (y * 32 + x) * 4 + 3)]
  assert.deepEqual([drawn.width, drawn.height], [32, 32])
  assert.deepEqual(
    [at(16, 16), at(0, 16), at(16, 2)],
    [
      [160, 64, 16],
      [160, 64, 16],
      [0, 0, 0],
    ],
  )
  await pictures.drawn('wide', PNG, 'ben')
  const large = await pictures.drawn('wide', { scale: 20, format: 'webp' }, 'ada')
  assert.deepEqual([large.mime, (await sharp(large.bytes).metadata()).width], ['image/webp', 640])
  assert.deepEqual(asked, [320, 800])
  await assert.rejects(pictures.drawn('wide', { ...PNG, scale: 65 }, 'ada'), { code: 'artwork.too-large' })
})

test('[DI34] without a cover that can be read there is a picture of the hub’s own, and another where nothing plays', async () => {
  const pictures = playingPictures({ image: async () => null })
  const bytesOf = async (name: string) => Buffer.from((await pictures.drawn(name, PNG, 'ada')).bytes)
  assert.deepEqual(await bytesOf('gone'), await bytesOf('plain'))
  assert.notDeepEqual(await bytesOf('idle'), await bytesOf('plain'))
})
