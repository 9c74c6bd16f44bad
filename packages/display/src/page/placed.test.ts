import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seeded } from '@baton/testing/fakes/fixed-seeds'
import fc from 'fast-check'
import { type Placed, placed } from './placed.ts'

const upright = { rotation: 0, mirror: false } as const

/** Where a point of the picture comes to lie, in CSS pixels; the picture's own pixels are counted from its upper left. */
function at({ matrix: [a, b, c, d, e, f], width, height }: Placed, x: number, y: number): readonly number[] {
  return [a * x * width + c * y * height + e, b * x * width + d * y * height + f]
}

test('[RD16] a picture is as large as it fits by a whole factor of the screen’s own pixels, in the middle', () => {
  const drawn = placed({ width: 8, height: 6 }, { width: 100, height: 100 }, 1, upright)
  assert.deepEqual([drawn.width, drawn.height, drawn.isSharp], [96, 72, true])
  assert.deepEqual(at(drawn, 0, 0), [2, 14])
  const fine = placed({ width: 8, height: 6 }, { width: 100, height: 100 }, 1.5, upright)
  assert.deepEqual([fine.width * 1.5, fine.height * 1.5], [144, 108])
  const large = placed({ width: 400, height: 100 }, { width: 100, height: 100 }, 1, upright)
  assert.deepEqual([large.width, large.height, large.isSharp], [100, 25, false])
  const cover = placed({ width: 40, height: 40 }, { width: 100, height: 110 }, 1, upright, false)
  assert.deepEqual([cover.width, cover.height, cover.isSharp], [100, 100, false])
})

test('[RD16] it is turned clockwise, and then mirrored as one looks at it', () => {
  const box = { width: 40, height: 40 }
  const corners = (rotation: 0 | 90 | 180 | 270, mirror = false) => {
    const drawn = placed({ width: 2, height: 1 }, box, 1, { rotation, mirror })
    return [at(drawn, 0, 0), at(drawn, 1, 0)]
  }
  // Where its upper left and its upper right corner are.
  assert.deepEqual(corners(0), [
    [0, 10],
    [40, 10],
  ])
  assert.deepEqual(corners(90), [
    [30, 0],
    [30, 40],
  ])
  assert.deepEqual(corners(180), [
    [40, 30],
    [0, 30],
  ])
  assert.deepEqual(corners(270), [
    [10, 40],
    [10, 0],
  ])
  assert.deepEqual(corners(0, true), [
    [40, 10],
    [0, 10],
  ])
  assert.deepEqual(corners(90, true), [
    [10, 0],
    [10, 40],
  ])
})

test('[RD16] however it is turned, its edges lie between two pixels of the screen, and within it', () => {
  const side = fc.integer({ min: 1, max: 300 })
  const box = fc.record({
    width: fc.integer({ min: 300, max: 2_000 }),
    height: fc.integer({ min: 300, max: 2_000 }),
  })
  fc.assert(
    fc.property(
      fc.record({ width: side, height: side }),
      box,
      fc.constantFrom(1, 1.5, 2, 3),
      fc.constantFrom(0 as const, 90 as const, 180 as const, 270 as const),
      fc.boolean(),
      (picture, room, pixelRatio, rotation, mirror) => {
        const drawn = placed(picture, room, pixelRatio, { rotation, mirror })
        for (const corner of [at(drawn, 0, 0), at(drawn, 1, 1)]) {
          const [x = -1, y = -1] = corner.map((value) => value * pixelRatio)
          for (const edge of [x, y]) assert.ok(Math.abs(edge - Math.round(edge)) < 1e-6, String(corner))
          assert.ok(x > -1e-6 && x < room.width * pixelRatio + 1e-6, `${x} of ${room.width * pixelRatio}`)
          assert.ok(y > -1e-6 && y < room.height * pixelRatio + 1e-6, `${y} of ${room.height * pixelRatio}`)
        }
      },
    ),
    seeded(),
  )
})
