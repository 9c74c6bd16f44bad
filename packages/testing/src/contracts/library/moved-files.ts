import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOME, libraryWorld, type OpenLibrary, scanned } from './fixtures.ts'

/** What every library promises of files that move: rules B2 and B53. */
export function movedFilesContract({
  name,
  open,
}: {
  readonly name: string
  readonly open: OpenLibrary
}): void {
  describe(`files that move on ${name}`, () => {
    test('[B2] a moved file keeps its track id, a copied one gets its own', async () => {
      await using world = await libraryWorld(open)
      const before = await world.only([scanned('old/a.flac', { sampleHash: 'same' })])
      await world.ingest([scanned('copy.flac', { sampleHash: 'same' })])
      assert.equal((await world.tracks()).length, 2)
      await world.library.markMissing(HOME, world.folderId, ['old/a.flac'])
      const result = await world.ingest([
        scanned('new/a.flac', { sampleHash: 'same' }),
        scanned('new/b.flac', { sampleHash: 'same', sizeBytes: 7 }),
      ])
      assert.deepEqual(result, { added: 1, changed: 0, moved: 1, failed: 0 })
      const file = await world.library.file(HOME, before.trackId)
      assert.deepEqual([file?.path, file?.missing], ['new/a.flac', false])
    })

    test('[B2] a file that was copied before it was deleted keeps its track id, wherever the copy is', async () => {
      await using world = await libraryWorld(open)
      const { library } = world
      const more = await library.addFolder(HOME, '/more')
      const before = await world.only([
        scanned('old/a.flac', { sampleHash: 'same', album: 'Album', year: 1999 }),
      ])
      await untilLater(before.addedAt)
      const copied = [scanned('new/b.flac', { sampleHash: 'same', album: 'Album', year: 1999, mtimeMs: 2 })]
      await library.ingest(HOME, more.folderId, { tracks: copied, problems: [] })
      const copy = (await world.tracks()).find(({ trackId }) => trackId !== before.trackId)
      assert.ok(copy)
      assert.equal(await library.followCopies(HOME, world.folderId), 0, 'nothing is gone')
      await library.markMissing(HOME, world.folderId, ['old/a.flac'])
      assert.equal(await library.followCopies(HOME, world.folderId), 1)
      assert.deepEqual(
        (await world.tracks()).map(({ trackId, title, albumId }) => [trackId, title, albumId]),
        [[before.trackId, 'b', copy.albumId]],
      )
      const file = await library.file(HOME, before.trackId)
      assert.deepEqual([file?.folderPath, file?.path, file?.missing], ['/more', 'new/b.flac', false])
      const [known] = await library.known(HOME, more.folderId, { after: null, limit: 9 })
      assert.deepEqual([known?.path, known?.mtimeMs, known?.missing], ['new/b.flac', 2, false])
      assert.equal(await library.followCopies(HOME, world.folderId), 0, 'once')
      const leftover = await library.file(HOME, copy.trackId)
      assert.deepEqual([leftover?.path, leftover?.missing], ['new/b.flac', false], 'it sounds all the same')
      await library.markMissing(HOME, more.folderId, ['new/b.flac'])
      assert.equal((await library.file(HOME, copy.trackId))?.missing, true)
    })

    test('[B2] a file that was copied, tagged anew and deleted then keeps its track id, with what the copy says', async () => {
      await using world = await libraryWorld(open)
      const { library, folderId } = world
      const song = { sampleHash: 'old', soundHash: 'sound', artist: 'Ida, Jon', artists: ['Ida', 'Jon'] }
      const before = await world.only([scanned('a.flac', song)])
      await untilLater(before.addedAt)
      const said = { title: 'New', artist: 'Kim', artists: ['Kim'], genre: 'Rock', genres: ['Rock', 'Pop'] }
      await world.ingest([scanned('b.flac', { ...song, ...said, sampleHash: 'new', sizeBytes: 9 })])
      assert.equal((await world.tracks()).length, 2)
      await library.markMissing(HOME, folderId, ['a.flac'])
      assert.equal(await library.followCopies(HOME, folderId), 1)
      const [track, ...others] = await world.tracks()
      assert.deepEqual([track?.trackId, track?.title, others], [before.trackId, 'New', []])
      const page = await library.listTracks(HOME, { limit: 9, genre: 'Pop' })
      assert.deepEqual(
        page.items.map(({ trackId }) => trackId),
        [before.trackId],
      )
      const artists = async (q: string) => (await library.listArtists(HOME, { limit: 9, q })).items.length
      assert.deepEqual([await artists('Kim'), await artists('Jon')], [1, 0])
    })

    test('[B2] a file that moves again and again is one track, however it was moved before', async () => {
      await using world = await libraryWorld(open)
      const { library, folderId } = world
      const at = (path: string) => scanned(path, { sampleHash: 'same', soundHash: 'sound', title: path })
      const before = await world.only([at('0/a.flac')])
      // Of each place that it was copied from a row is left behind.
      for (let turn = 1; turn <= 6; turn += 1) {
        await untilLater((await world.tracks()).reduce((latest, { addedAt }) => Math.max(latest, addedAt), 0))
        await world.ingest([at(`${turn}/a.flac`)])
        await library.markMissing(HOME, folderId, [`${turn - 1}/a.flac`])
        assert.equal(await library.followCopies(HOME, folderId), 1, `${turn}`)
      }
      await library.markMissing(HOME, folderId, ['6/a.flac'])
      await world.ingest([at('7/a.flac')])
      await library.markMissing(HOME, folderId, ['7/a.flac'])
      await world.ingest([{ ...at('8/a.flac'), sampleHash: 'tagged anew' }])
      const last = await world.tracks()
      assert.deepEqual(
        last.map(({ trackId, title }) => [trackId, title]),
        [[before.trackId, '8/a.flac']],
      )
    })

    test('[B2] files that take each other’s places keep their track ids, also with other tags', async () => {
      await using world = await libraryWorld(open)
      const { library, folderId } = world
      const song = (path: string, content: string, more = {}) =>
        scanned(path, { sampleHash: content, soundHash: `sound of ${content}`, title: content, ...more })
      const ids = async () =>
        new Map((await world.tracks()).map(({ trackId, title }) => [title, trackId] as const))
      await world.ingest([song('01', 'a'), song('02', 'b'), song('03', 'c')])
      const before = await ids()
      const swapped = await world.ingest([song('01', 'b'), song('02', 'a', { sampleHash: 'a, tagged anew' })])
      assert.deepEqual(swapped, { added: 0, changed: 0, moved: 2, failed: 0 })
      assert.deepEqual(await ids(), new Map(['a', 'b', 'c'].map((title) => [title, before.get(title)])))

      // Another one before them.
      const tagged = { sampleHash: 'a, tagged anew' }
      const shifted = [song('01', 'new'), song('02', 'b'), song('03', 'a', tagged), song('04', 'c')]
      assert.deepEqual(await world.ingest(shifted), { added: 1, changed: 0, moved: 3, failed: 0 })
      const grown = await ids()
      for (const title of ['a', 'b', 'c']) assert.equal(grown.get(title), before.get(title), title)

      // The first is deleted, and the others move up.
      await library.markMissing(HOME, folderId, ['04'])
      const up = await world.ingest([song('01', 'b'), song('02', 'a', tagged), song('03', 'c')])
      assert.deepEqual(up, { added: 0, changed: 0, moved: 3, failed: 0 })
      assert.deepEqual(await ids(), new Map(['a', 'b', 'c'].map((title) => [title, before.get(title)])))
      const known = grown.get('new')
      assert.ok(known)
      assert.equal((await library.file(HOME, known))?.missing, true)
      await world.ingest([song('elsewhere', 'new')])
      assert.equal((await ids()).get('new'), known, 'and comes back')
    })

    test('[B1] a file that is replaced in its place stays the track that it was, wherever the former one is kept', async () => {
      await using world = await libraryWorld(open)
      const before = await world.only([scanned('a', { sampleHash: 'old' })])
      const { library, folderId } = world
      await world.ingest([scanned('a', { sampleHash: 'better' }), scanned('old/a', { sampleHash: 'old' })])
      assert.equal(await library.trackAt(HOME, folderId, 'a'), before.trackId)
      // Another file is put in its place.
      await library.markMissing(HOME, folderId, ['old/a'])
      await world.ingest([scanned('a', { sampleHash: 'old' })])
      assert.equal(await library.trackAt(HOME, folderId, 'a'), before.trackId)
    })

    test('[B2] where several sound alike nobody knows which was made of the one that is gone', async () => {
      await using world = await libraryWorld(open)
      const { library, folderId } = world
      const sounding = (path: string) => scanned(path, { sampleHash: path, soundHash: 'sound' })
      const before = await world.only([sounding('a.flac')])
      await untilLater(before.addedAt)
      await world.ingest([sounding('b.flac'), sounding('c.flac')])
      await library.markMissing(HOME, folderId, ['a.flac'])
      assert.equal(await library.followCopies(HOME, folderId), 0)
      assert.equal((await library.file(HOME, before.trackId))?.missing, true)
    })

    test('[B53] a folder elsewhere in which files lie as they did here is told', async () => {
      await using world = await libraryWorld(open)
      const { library, folderId } = world
      const more = await library.addFolder(HOME, '/more')
      const sample = (path: string, of = path) => scanned(path, { sampleHash: of })
      await world.ingest([sample('x/a'), sample('b')])
      const copies = [sample('and/then/x/a', 'x/a'), sample('and/then/b', 'b'), sample('elsewhere', 'b')]
      await library.ingest(HOME, more.folderId, { tracks: copies, problems: [] })
      assert.deepEqual(await library.copiedFolders(HOME, folderId), ['/more/and/then'])
      assert.deepEqual(await library.copiedFolders(HOME, more.folderId), [])
    })

    test('[B53] of a folder of which everything is gone tracks follow later copies in folders that are there', async () => {
      await using world = await libraryWorld(open)
      const { library, folderId } = world
      const [near, away] = [await library.addFolder(HOME, '/near'), await library.addFolder(HOME, '/away')]
      const sample = (path: string) => scanned(path, { sampleHash: path, title: path })
      await library.ingest(HOME, near.folderId, { tracks: [sample('older')], problems: [] })
      const [older] = await world.tracks()
      await untilLater(older?.addedAt ?? 0)
      await world.ingest(['moved', 'older', 'on a disk that is away', 'nowhere'].map(sample))
      const idOf = async (path: string) => library.trackAt(HOME, folderId, path)
      const [moved, nowhere] = [await idOf('moved'), await idOf('nowhere')]
      await untilLater((await world.tracks()).reduce((latest, { addedAt }) => Math.max(latest, addedAt), 0))
      await library.ingest(HOME, near.folderId, { tracks: [sample('moved')], problems: [] })
      const problem = { path: '', sizeBytes: 0, mtimeMs: 0, code: 'folder.away' } as const
      const tracks = [sample('on a disk that is away')]
      await library.ingest(HOME, away.folderId, { tracks, problems: [problem] })
      assert.equal(await library.placeKept(HOME, folderId), null)
      await library.keepPlace(HOME, folderId, '1:2:3')
      assert.equal(await library.placeKept(HOME, folderId), '1:2:3')
      assert.equal(await library.followCopies(HOME, folderId), 0, 'none of them is marked')
      assert.equal(await library.followCopies(HOME, folderId, 'everything'), 1)
      assert.equal(await library.trackAt(HOME, near.folderId, 'moved'), moved)
      assert.deepEqual([await idOf('moved'), await idOf('nowhere')], [null, nowhere])
      assert.equal(new Map(await library.folderCounts(HOME)).get(folderId), 3, 'the others are as they were')
    })
  })
}

/** Rows that are added from now on are younger. */
async function untilLater(instant: number): Promise<void> {
  while (Date.now() <= instant) await new Promise(setImmediate)
}
