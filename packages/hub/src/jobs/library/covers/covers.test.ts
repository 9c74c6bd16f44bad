import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BatonError, type HouseholdId } from '@baton/protocol'
import sharp from 'sharp'
import type { KeptFiles } from '#engine'
import { coverFiles } from './covers.ts'

const HOME = 'home' as HouseholdId

test('[B20] the same picture is kept once and has one id', async () => {
  const { covers, files } = world()
  const bytes = await picture(500, 300)
  const first = await covers.put(bytes)
  assert.deepEqual(await covers.put(new Uint8Array(bytes)), first)
  assert.match(first?.coverId ?? '', /^[0-9a-f]{64}$/)
  assert.equal(first?.mime, 'image/png')
  assert.equal(files.size, 1)
})

test('[B20] pictures are drawn anew to fit, never enlarged, and kept for the next time', async () => {
  const { covers, files, writes } = world()
  const kept = await covers.put(await picture(500, 300))
  assert.ok(kept)
  const [small, again] = await Promise.all([covers.image(kept.coverId, 96), covers.image(kept.coverId, 96)])
  assert.ok(small && again)
  assert.equal(small.mime, 'image/webp')
  const { width, height, format } = await sharp(small.bytes).metadata()
  assert.deepEqual([width, height, format], [96, 58, 'webp'])
  const large = await covers.image(kept.coverId, 800)
  assert.equal((await sharp(large?.bytes).metadata()).width, 500)
  assert.notEqual(large?.etag, small.etag)
  await covers.image(kept.coverId, 96)
  assert.equal(files.size, 3)
  assert.equal(writes.length, 3)
})

test('[B20] vector drawings, huge pictures and noise are not kept', async () => {
  const { covers, files } = world()
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><rect width="10" height="10"/></svg>'
  assert.equal(await covers.put(Buffer.from(svg)), null)
  assert.equal(await covers.put(new Uint8Array()), null)
  assert.equal(await covers.put(Buffer.from('no picture at all')), null)
  assert.equal(await covers.put(await picture(8_000, 8_000)), null)
  assert.equal(files.size, 0)
})

test('[PL30] what somebody puts in is drawn anew, small and without what hides in it; what is not whole is none', async () => {
  const { covers, files } = world()
  const large = await picture(2_400, 1_200)
  const drawn = await covers.drawnAnew(HOME, () => large)
  assert.ok(drawn)
  assert.equal(files.size, 0, 'whoever asked decides whether it is kept')
  const { width, height, format } = await sharp(drawn.bytes).metadata()
  assert.deepEqual([width, height, format], [1_000, 500, 'webp'])
  assert.equal((await covers.put(drawn.bytes))?.coverId, drawn.coverId)
  const whole = await picture(400, 400, 'noisy')
  for (const none of [
    whole.subarray(0, whole.length / 2),
    Buffer.from('no picture at all'),
    new Uint8Array(),
  ])
    assert.equal(await covers.drawnAnew(HOME, () => none), null)
  assert.equal(files.size, 1)
})

test('[PL30] few pictures that are put in wait, of one household fewer, and covers are drawn past them', async () => {
  const { covers } = world()
  const bytes = await picture(40, 40)
  const cover = await covers.put(bytes)
  assert.ok(cover)
  const looked: string[] = []
  const put = (home: string) =>
    covers.drawnAnew(home as HouseholdId, () => {
      looked.push(home)
      return bytes
    })
  const codeOf = (error: unknown) => (error instanceof BatonError ? error.code : error)
  const homes = ['a', 'a', 'a', 'b', 'b', 'c', 'd']
  const answers = homes.map((home) => put(home).then((drawn) => drawn !== null, codeOf))
  assert.ok(await covers.image(cover.coverId, 96), 'whoever looks at covers waits for none of them')
  assert.deepEqual(await Promise.all(answers), [true, true, 'hub.busy', true, true, true, 'hub.busy'])
  assert.deepEqual(looked.toSorted(), ['a', 'a', 'b', 'b', 'c'], 'what is refused is not even decoded')
  assert.ok(await put('d'), 'there is room again')
})

test('[PL30] of a picture that is forgotten no file stays, in no size', async () => {
  const { covers, files } = world()
  const [one, other] = [await covers.put(await picture(40, 40)), await covers.put(await picture(50, 40))]
  assert.ok(one && other)
  for (const size of [96, 320, 800] as const) await covers.image(one.coverId, size)
  assert.equal(files.size, 5)
  await covers.forget([one.coverId])
  assert.deepEqual([...files.keys()], [`${other.coverId}.original`])
})

test('[B20] a damaged picture or an unknown name gives none', async () => {
  const { covers } = world()
  const whole = await picture(400, 400, 'noisy')
  const kept = await covers.put(whole.subarray(0, whole.length / 2))
  assert.equal(kept && (await covers.image(kept.coverId, 320)), null)
  assert.equal(kept, null, 'nobody is told of a cover that cannot be drawn')
  assert.equal(await covers.image('../../etc/passwd', 320), null)
  assert.equal(await covers.image('0'.repeat(64), 320), null)
})

function world() {
  const files = new Map<string, Uint8Array>()
  const writes: string[] = []
  const kept: KeptFiles = {
    has: async (name) => files.has(name),
    read: async (name) => files.get(name) ?? null,
    async write(name, bytes) {
      writes.push(name)
      files.set(name, bytes)
    },
    async remove(name) {
      files.delete(name)
    },
  }
  return { covers: coverFiles(kept), files, writes }
}

async function picture(width: number, height: number, look: 'plain' | 'noisy' = 'plain'): Promise<Buffer> {
  const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const
  const create = {
    width,
    height,
    channels: 3,
    background: '#a40',
    ...(look === 'noisy' ? { noise } : {}),
  } as const
  return sharp({ create }).png().toBuffer()
}
