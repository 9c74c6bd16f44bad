import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { TrackId } from '@baton/protocol'
import { HOME, libraryWorld, type OpenLibrary, scanned } from './fixtures.ts'

/** What every library promises of files that are several tracks: rule MF11. */
export function filePartsContract({
  name,
  open,
}: {
  readonly name: string
  readonly open: OpenLibrary
}): void {
  describe(`parts of files on ${name}`, () => {
    test('[MF11] a file is one track or several; each has an id for as long as the file lies there', async () => {
      await using world = await libraryWorld(open)
      const { library, folderId } = world
      const part = (number: number, endFrame: number | null) =>
        scanned('disc/a.flac', {
          title: `Part ${number}`,
          sampleHash: `part ${number}`,
          part: { number, startFrame: (number - 1) * 75, endFrame },
        })
      const idsByTitle = async () =>
        Object.fromEntries((await world.tracks()).map(({ title, trackId }) => [title, trackId]))
      await world.ingest([scanned('disc/a.flac'), scanned('disc/a.flac.flac')])
      const { a } = await idsByTitle()
      assert.equal((await world.ingest([part(1, 75), part(2, 150), part(3, null)])).added, 3)
      const ids = await idsByTitle()
      assert.deepEqual(Object.keys(ids).sort(), ['Part 1', 'Part 2', 'Part 3', 'a.flac'])
      assert.deepEqual(
        (await world.known()).map(({ path }) => path),
        ['disc/a.flac', 'disc/a.flac.flac'],
        'files are known, in their order',
      )
      const paged = await library.known(HOME, folderId, { after: 'disc/a.flac', limit: 1, under: 'disc' })
      assert.deepEqual(
        paged.map(({ path }) => path),
        ['disc/a.flac.flac'],
      )
      const content = await library.content(HOME, ids['Part 2'] as TrackId)
      assert.deepEqual([content?.path, content?.part], ['disc/a.flac', { startFrame: 75, endFrame: 150 }])
      assert.equal(await library.trackAt(HOME, folderId, 'disc/a.flac'), ids['Part 1'])
      assert.equal(await library.folderBytes(HOME, folderId), 200, 'a file takes its room once')

      await library.markMissing(HOME, folderId, ['disc/a.flac'])
      assert.deepEqual(await world.titles(), ['a.flac'])
      assert.equal((await world.known())[0]?.missing, true)
      assert.equal(await library.markPresent(HOME, folderId, ['disc/a.flac']), 3, 'not what it was before')
      await world.ingest([part(1, 75), part(3, null)])
      assert.deepEqual(await world.titles(), ['a.flac', 'Part 1', 'Part 3'])
      await world.ingest([scanned('disc/a.flac')])
      assert.deepEqual(await world.titles(), ['a', 'a.flac'])
      assert.equal((await idsByTitle()).a, a)
      await world.ingest([part(1, 75), part(2, 150), part(3, null)])
      assert.deepEqual(await idsByTitle(), ids)

      await library.markMissing(HOME, folderId, ['disc/a.flac'])
      const moved = [part(1, 75), part(2, 150), part(3, null)].map((one) => ({ ...one, path: 'new/a.flac' }))
      assert.equal((await world.ingest(moved)).moved, 3)
      assert.deepEqual(await idsByTitle(), ids)
    })
  })
}
