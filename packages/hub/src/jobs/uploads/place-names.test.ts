import assert from 'node:assert/strict'
import { test } from 'node:test'
import { placeOf, safeName } from './place-names.ts'

const MUSIC = { kind: 'music', artist: 'A', album: 'B', albumArtist: null, extension: '.flac' } as const

test('[U8] no folder has a name that a scan passes over', () => {
  const passesOver = (name: string) => name.toLowerCase() === 'recycler'
  const named = (album: string) =>
    placeOf(
      { ...MUSIC, album, artist: 'Recycler' },
      { filename: 'recycler.flac', folder: null },
      1,
      passesOver,
    )
  assert.equal(named('Recycler'), '_Recycler/_Recycler/_recycler.flac')
  assert.equal(named('Recyclers'), '_Recycler/Recyclers/_recycler.flac')
})

test('[U8] names that systems give to devices are others, however they are written', () => {
  for (const name of ['con', 'NUL', 'Aux.x', 'aux .x', 'com1', 'LPT²', 'COM¹.a']) {
    assert.equal(safeName(name, 'x'), `_${name}`)
  }
  assert.equal(safeName('Concert', 'x'), 'Concert')
  assert.equal(safeName('...', 'x'), 'x')
})
