import assert from 'node:assert/strict'
import { test } from 'node:test'
import { coverNamesIn } from './folder-pictures.ts'

test('[B49] a picture beside the music is its cover by its name, the plainest first', () => {
  const names = [
    '00-somebody-songs-cover-2001.jpg',
    'Artwork.png',
    'Cover.JPG',
    'folder.jpeg',
    'Somebody - Songs - Front.webp',
    'Back cover.jpg',
    'cover inside.jpg',
    'CD Front.jpg',
    'discover.jpg',
    'holiday.jpg',
    'cover.txt',
    'cover',
  ]
  assert.deepEqual(coverNamesIn(names), [
    'Cover.JPG',
    'folder.jpeg',
    'Artwork.png',
    'Somebody - Songs - Front.webp',
    '00-somebody-songs-cover-2001.jpg',
  ])
})
