import assert from 'node:assert/strict'
import { test } from 'node:test'
import { drawnSize } from './whole-factor.ts'

test('[AR18] a picture is drawn by the largest whole factor of screen pixels that fits', () => {
  const box = { width: 200, height: 150 }
  const of = (width: number, height: number, pixelRatio: number) =>
    drawnSize({ width, height }, box, pixelRatio)
  assert.deepEqual(of(64, 64, 1), { width: 128, height: 128, isSharp: true })
  assert.deepEqual(of(64, 64, 2), { width: 128, height: 128, isSharp: true })
  assert.deepEqual(of(64, 64, 3), { width: (64 * 7) / 3, height: (64 * 7) / 3, isSharp: true })
  assert.deepEqual(of(100, 10, 1.5), { width: 200, height: 20, isSharp: true })
  assert.deepEqual(of(151, 150, 1), { width: 151, height: 150, isSharp: true })
  for (const [width, height] of [
    [400, 100],
    [201, 10],
    [1_024, 1_024],
  ] as const) {
    const drawn = of(width, height, 1)
    assert.equal(drawn.isSharp, false)
    assert.ok(drawn.width <= 200 && drawn.height <= 150)
  }
})
