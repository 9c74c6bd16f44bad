import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Source } from '@baton/client'
import type { AlbumId, TrackId } from '@baton/protocol'
import { gainWord } from './replay-gain.ts'

test('[AG14] auto takes the gain of the album between tracks of it, and else that of the track', () => {
  const [one, two, other] = [of('Colours'), of('Colours'), of('Shapes')]
  assert.equal(gainWord('auto', one, [null, two]), 'album')
  assert.equal(gainWord('auto', one, [two, other]), 'album')
  assert.equal(gainWord('auto', one, [other, null]), 'track')
  assert.equal(gainWord('auto', of(null), [of(null)]), 'track')
  assert.equal(gainWord('auto', { key: 'x', url: 'x' }, [one]), 'track')
})

test('[AG14] what somebody chose holds for everything', () => {
  const neighbours = [of('Colours')]
  assert.equal(gainWord('track', of('Colours'), neighbours), 'track')
  assert.equal(gainWord('album', of('Shapes'), neighbours), 'album')
  assert.equal(gainWord('off', of('Colours'), neighbours), 'no')
})

function of(album: string | null): Source {
  const track = {
    trackId: 'track' as TrackId,
    title: 'One',
    artist: 'Ann',
    album,
    albumId: album as AlbumId | null,
    durationMs: 1_000,
  }
  return { key: 'key', url: 'http://hub/one', track: track as unknown as NonNullable<Source['track']> }
}
