import assert from 'node:assert/strict'
import { chmod, rename, rm, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { asNobody } from '../../../../../testing/src/machine/as-nobody.ts'
import { ALL, scanWorld } from '../../../../../testing/src/worlds/scan-world.ts'

test('[B54] what lies in a folder that nobody may look into stays as it was, and that folder is listed', async () => {
  await using world = await hidingWorld()
  await world.sounds('x/a.flac', 'x/deep/b.flac', 'y/c.flac', 'z/d.flac')
  const before = await world.scanned()
  assert.deepEqual(before.titles, ['a', 'b', 'c', 'd'])
  await rename(join(world.music, 'z/d.flac'), join(world.folder, 'd.flac'))
  await chmod(join(world.music, 'x'), 0)
  for (const under of [[''], ['x'], ['x/deep']]) {
    const { phase, missing, titles, problems } = await world.scanned({ under })
    assert.deepEqual([phase, missing], ['done', under[0] === '' ? 1 : 0], `${under}`)
    assert.deepEqual(titles, ['a', 'b', 'c'], `${under}`)
    assert.ok(problems.includes('x/ folder.unreadable'), `${under}: ${problems}`)
  }
  await chmod(join(world.music, 'x'), 0o755)
  const after = await world.scanned()
  assert.deepEqual([after.phase, after.added, after.missing, after.problems], ['done', 0, 0, []])
  assert.deepEqual(after.ids, before.ids.slice(0, 3))
})

test('[B54] where all that is known lies in such folders the music folder is away', async () => {
  await using world = await hidingWorld()
  await world.sounds('x/a.flac')
  await world.scanned()
  await chmod(join(world.music, 'x'), 0)
  const { phase, problem, titles } = await world.scanned()
  assert.deepEqual([phase, problem, titles], ['failed', 'folder.away', ['a']])
  await chmod(join(world.music, 'x'), 0o755)
  const after = await world.scanned()
  assert.deepEqual([after.phase, after.titles, after.problems], ['done', ['a'], []])
})

test('[B54] so it is where names are all that anybody may learn, and with a single file', async () => {
  await using world = await hidingWorld()
  await world.sounds('x/a.flac', 'y/b.flac', 'y/c.flac')
  const before = await world.scanned()
  await chmod(join(world.music, 'x'), 0o644)
  await chmod(join(world.music, 'y/b.flac'), 0)
  await utimes(join(world.music, 'y/b.flac'), 1, 1)
  const { titles, problems } = await world.scanned()
  assert.deepEqual(titles, ['a', 'b', 'c'])
  assert.deepEqual(problems.sort(), ['x/ folder.unreadable', 'y/b.flac file.unreadable'])
  await rm(join(world.music, 'y/b.flac'))
  await chmod(join(world.music, 'x'), 0o755)
  const after = await world.scanned()
  assert.deepEqual([after.titles, after.problems, after.missing], [['a', 'c'], [], 1])
  assert.deepEqual(after.ids, [before.ids[0], before.ids[2]])
})

/** Scans as somebody from whom a folder can be hidden. */
async function hidingWorld() {
  const world = await scanWorld()
  return {
    ...world,
    async scanned(options: Parameters<typeof world.scan>[0] = {}) {
      const summary = await asNobody([world.folder, join(world.music, 'x')], () => world.scan(options))
      const { items } = await world.library.scanErrors(world.householdId, ALL)
      return {
        ...summary,
        titles: await world.titles(),
        ids: await world.ids(),
        problems: items.map(({ path, code }) => `${path} ${code}`),
      }
    },
  }
}
