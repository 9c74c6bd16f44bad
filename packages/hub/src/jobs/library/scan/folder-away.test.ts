import assert from 'node:assert/strict'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { ALL, scanWorld } from '../../../../../testing/src/worlds/scan-world.ts'

test('[B17] a music folder that is away fails the scan and makes nothing missing', async () => {
  await using world = await scanWorld()
  await world.sounds('a.flac')
  await world.scan()
  await rename(world.music, `${world.music}-away`)
  const summary = await world.scan()
  assert.deepEqual([summary.phase, summary.problem, summary.missing], ['failed', 'folder.away', 0])
  assert.deepEqual(await world.titles(), ['a'])
  const listed = async () => (await world.library.scanErrors(world.householdId, ALL)).items
  assert.deepEqual(
    (await listed()).map(({ path, code }) => [path, code]),
    [['', 'folder.away']],
  )
  await rename(`${world.music}-away`, world.music)
  assert.equal((await world.scan()).phase, 'done')
  assert.deepEqual(await listed(), [])
})

test('[B50] a music folder that is suddenly empty is away: nothing is missing, and it comes back', async () => {
  await using world = await scanWorld()
  await world.sounds('x/a.flac', 'x/b.flac')
  await world.scan()
  await rename(join(world.music, 'x'), join(world.folder, 'x'))
  await mkdir(join(world.music, 'lost+found'))
  for (const under of [[''], ['x']]) {
    const { phase, problem, missing } = await world.scan({ under })
    assert.deepEqual([phase, problem, missing], ['failed', 'folder.away', 0])
  }
  assert.deepEqual(await world.titles(), ['a', 'b'])
  const listed = async () => (await world.library.scanErrors(world.householdId, ALL)).items
  assert.deepEqual(
    (await listed()).map(({ path, code }) => [path, code]),
    [['', 'folder.away']],
  )
  await rename(join(world.folder, 'x'), join(world.music, 'x'))
  assert.equal((await world.scan()).phase, 'done')
  assert.deepEqual([await world.titles(), await listed()], [['a', 'b'], []])
  await rm(join(world.music, 'x/a.flac'))
  assert.equal((await world.scan()).missing, 1, 'one that is gone is gone')
})

test('[B50] a disk that goes while it is scanned takes nothing along', async () => {
  await using world = await scanWorld()
  const { library, music } = world
  await world.sounds('a.flac', 'b.flac')
  await world.scan()
  let swapped = false
  const summary = await world.scan({
    library: {
      ...library,
      async known(...range) {
        if (!swapped) await rename(music, `${music}-away`)
        if (!swapped) await world.sounds('left-in-the-mount-point.flac')
        swapped = true
        return library.known(...range)
      },
    },
  })
  assert.deepEqual([summary.phase, summary.problem, summary.missing], ['failed', 'folder.away', 0])
  assert.deepEqual(await world.titles(), ['a', 'b'])
})
