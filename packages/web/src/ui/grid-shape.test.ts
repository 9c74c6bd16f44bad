import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ALBUM_TILES, ARTIST_TILES, columnsOf } from './grid-shape.ts'

test('tiles fill the width and never leave it', () => {
  for (let width = 200; width < 2_000; width += 37) {
    for (const shape of [ALBUM_TILES, ARTIST_TILES]) {
      const { columns, tileWidth, gap } = columnsOf(width, shape, 16)
      const used = columns * tileWidth + (columns - 1) * gap
      assert.ok(used <= width && width - used < columns + 1, `${width}: ${used}`)
    }
  }
})

test('a phone shows two covers side by side, also a narrow one', () => {
  assert.equal(columnsOf(358, ALBUM_TILES, 16).columns, 2)
  assert.equal(columnsOf(248, ALBUM_TILES, 16).columns, 2)
})

test('larger letters make higher tiles, not narrower ones', () => {
  const [usual, large] = [columnsOf(800, ALBUM_TILES, 16), columnsOf(800, ALBUM_TILES, 32)]
  assert.equal(large.tileWidth, usual.tileWidth)
  assert.equal(large.rowHeight - usual.rowHeight, 60)
})

test('a page without width still has a sensible answer', () => {
  const { columns, rowHeight } = columnsOf(0, ALBUM_TILES, 16)
  assert.ok(columns >= 1 && rowHeight >= 1)
})
