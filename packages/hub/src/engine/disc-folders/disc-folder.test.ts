import assert from 'node:assert/strict'
import { test } from 'node:test'
import { albumFolder, discOfFolder } from './disc-folder.ts'

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
    'CD1 Live at the Hall',
    'Disc 2 of 3',
    'Disk_3_Bonus',
    'Vol. 3',
  ]
  for (const name of parts) assert.equal(albumFolder(`Ann/Songs/${name}`), 'Ann/Songs', name)
  for (const name of [
    'Songs CD1',
    'Songs - Disc 2',
    'Songs (Disc One)',
    'Songs [CD 2]',
    'Songs_cd_2',
    'Songs (Disc 1 of 2)',
  ])
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
    'Disc One More Time',
    'CD 1990 Sampler',
    'Disc Abbey',
  ])
    assert.equal(albumFolder(`Ann/${name}`), `Ann/${name}`, name)
  assert.deepEqual([albumFolder('CD 1'), albumFolder('')], ['', ''])
})

test('[B44] the name of such a folder says which disc it is', () => {
  const discs = {
    'Songs/CD 2': 2,
    'Songs/Disc Three': 3,
    'Songs/CD IV': 4,
    'Songs CD1': 1,
    'Songs (Disc 2 of 3)': 2,
    'Songs/CD2 Live': 2,
    'Songs/Vol. 3': 3,
    'CD viii': 8,
    'Songs/Disco 2000': null,
    Songs: null,
    'CD 0': null,
    '': null,
  }
  for (const [folder, disc] of Object.entries(discs)) assert.equal(discOfFolder(folder), disc, folder)
})
