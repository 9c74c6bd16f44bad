import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isPassedOver } from './passed-over.ts'

test('[B15] bins, thumbnails and hidden names are passed over, music whose name begins with dots is not', () => {
  const nobodys = [
    '.git',
    '.Trash-1000',
    '.trashed-1712-a.flac',
    '._song.mp3',
    '.DS_Store',
    '.@__thumb',
    '@eaDir',
  ]
  for (const name of [
    ...nobodys,
    '#recycle',
    '#Recycle',
    '$RECYCLE.BIN',
    'lost+found',
    '.',
    '..',
    '.Trashes',
  ])
    assert.equal(isPassedOver(name), true, name)
  for (const name of [
    '...Baby One More Time',
    '..Live',
    '.38 Special',
    '.5',
    '.And So I Watch You',
    '@home',
    '#1s',
    'Trash',
    '$',
  ])
    assert.equal(isPassedOver(name), false, name)
})
