import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressOf, type Place, placeOf } from './route.ts'

const places: readonly Place[] = [
  { page: 'albums', q: '' },
  { page: 'albums', q: 'sigur rós & more?' },
  { page: 'tracks', q: '100 %' },
  { page: 'artists', q: '' },
  { page: 'album', albumId: 'a1' },
  { page: 'artist', artistId: 'b2' },
  { page: 'queue' },
  { page: 'now' },
  { page: 'settings' },
  { page: 'setup', code: 'x+y/z=' },
]

for (const place of places) {
  test(`the address ${addressOf(place)} leads back to the place it was made for`, () => {
    assert.deepEqual(placeOf(addressOf(place)), place)
  })
}

test('no address is the library, an unknown one is nowhere', () => {
  assert.deepEqual(placeOf(''), { page: 'albums', q: '' })
  assert.deepEqual(placeOf('#/constructor'), { page: 'nowhere' })
})
