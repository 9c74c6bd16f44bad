import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressOf, type Place, placeOf } from './places.ts'

const places: readonly Place[] = [
  { page: 'home' },
  { page: 'albums', q: '' },
  { page: 'albums', q: 'sigur rós & more?' },
  { page: 'albums', q: '', sort: 'added', genre: 'R&B / Soul', year: 1998 },
  { page: 'tracks', q: '100 %' },
  { page: 'tracks', q: '', sort: 'plays', genre: 'Jazz' },
  { page: 'artists', q: '' },
  { page: 'search', q: 'a b' },
  { page: 'genres' },
  { page: 'years' },
  { page: 'liked' },
  { page: 'playlists' },
  { page: 'playlist', playlistId: 'p1' },
  { page: 'history' },
  { page: 'album', albumId: 'a1' },
  { page: 'artist', artistId: 'b2' },
  { page: 'queue' },
  { page: 'now' },
  { page: 'settings' },
  { page: 'account' },
  { page: 'activity' },
  { page: 'health' },
  { page: 'artwork' },
  { page: 'artwork', view: 'user', order: 0 },
  { page: 'artwork', view: 'trending' },
  { page: 'artwork', by: 'k3m9x2hq7w', order: 2 },
  { page: 'artwork', tag: 'größe_2' },
  { page: 'analytics', postId: null },
  { page: 'analytics', postId: 12 },
  { page: 'setup', code: 'x+y/z=' },
  { page: 'link', code: 'BCDF-GHJK' },
  { page: 'link', code: '' },
  { page: 'reset', code: 'x_y-z' },
  { page: 'sign-in', refused: 'auth.provider' },
  { page: 'devices' },
  { page: 'devices', display: 'K7M2XQ' },
  { page: 'devices', display: '' },
]

for (const place of places) {
  test(`the address ${addressOf(place)} leads back to the place it was made for`, () => {
    assert.deepEqual(placeOf(addressOf(place)), place)
  })
}

test('no address is the first screen, an unknown one is nowhere', () => {
  assert.deepEqual(placeOf(''), { page: 'home' })
  assert.deepEqual(placeOf('#/constructor'), { page: 'nowhere' })
})

test('wishes that nobody can fulfil are left out of a place', () => {
  assert.deepEqual(placeOf('#/albums?sort=loudness&year=next'), { page: 'albums', q: '' })
  assert.deepEqual(placeOf('#/tracks?sort=random'), { page: 'tracks', q: '' })
})
