import assert from 'node:assert/strict'
import { test } from 'node:test'
import { albumFolder } from './disc-folder.ts'

test('[B44] folders of discs are a part of what lies around them, as people name them', () => {
  const parts = [
    'CD 1',
    'cd01',
    'Disc 2',
    'disk_3',
    'CD 1 - Live',
    'Disc One',
    'Disc 1 (Bonus)',
    '[cd1]',
    '(Disc 2)',
    'CD II',
    'Vol. 3',
  ]
  for (const name of parts) assert.equal(albumFolder(`Ann/Songs/${name}`), 'Ann/Songs', name)
  for (const name of ['Songs CD1', 'Songs - Disc 2', 'Songs (Disc One)', 'Songs [CD 2]', 'Songs_cd_2'])
    assert.equal(albumFolder(`Ann/${name}`), 'Ann/Songs', name)
  for (const name of [
    'Disco 2000',
    'CDs',
    'Discovery',
    'Best of CD',
    'Songs Vol. 2',
    'Abcd 1',
    'Disc',
    'CD 100',
  ])
    assert.equal(albumFolder(`Ann/${name}`), `Ann/${name}`, name)
  assert.deepEqual([albumFolder('CD 1'), albumFolder('')], ['', ''])
})
