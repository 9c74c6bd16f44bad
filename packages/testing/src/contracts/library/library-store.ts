import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type AlbumId, type ArtistId, BatonError, type TrackId } from '@baton/protocol'
import { allPages, HOME, libraryWorld, NEIGHBOUR, type OpenLibrary, QUERY, scanned } from './fixtures.ts'

const NOBODY = '00000000-0000-4000-8000-00000000ffff'

/** What every library promises, whatever keeps its rows: rules B1 to B14 of docs/protocol/library.md. */
export function libraryStoreContract({
  name,
  open,
}: {
  readonly name: string
  readonly open: OpenLibrary
}): void {
  describe(`library store on ${name}`, () => {
    test('[B1] a track keeps its id when its tags change', async () => {
      await using world = await libraryWorld(open)
      const before = await world.only([scanned('a.flac', { title: 'Before' })])
      const result = await world.ingest([
        scanned('a.flac', { title: 'After', mtimeMs: 2, sampleHash: 'other' }),
      ])
      assert.deepEqual(result, { added: 0, changed: 1, moved: 0, failed: 0 })
      const after = await world.library.track(HOME, before.trackId)
      assert.equal(after?.title, 'After')
      assert.equal(after?.addedAt, before.addedAt)
    })

    test('[B3] what is missing leaves the lists and counts, answers to its id, and comes back', async () => {
      await using world = await libraryWorld(open)
      const track = await world.only([scanned('a.flac', { album: 'Alone', artist: 'Somebody' })])
      assert.equal(await world.library.markMissing(HOME, world.folderId, ['a.flac', 'never-there.flac']), 1)
      assert.deepEqual(await world.tracks(), [])
      assert.deepEqual((await world.library.listAlbums(HOME, QUERY)).items, [])
      assert.deepEqual((await world.library.listArtists(HOME, QUERY)).items, [])
      assert.deepEqual(await world.library.summary(HOME), { tracks: 0, albums: 0, artists: 0 })
      assert.equal((await world.library.track(HOME, track.trackId))?.missing, true)
      assert.equal(await world.library.markPresent(HOME, world.folderId, ['a.flac']), 1)
      assert.deepEqual(await world.library.summary(HOME), { tracks: 1, albums: 1, artists: 1 })
    })

    test('[B4] a batch with one impossible row leaves nothing behind', async () => {
      await using world = await libraryWorld(open)
      const impossible = { ...scanned('b.flac'), durationMs: null as unknown as number }
      await assert.rejects(world.ingest([scanned('a.flac'), impossible]))
      assert.deepEqual(await world.tracks(), [])
      assert.deepEqual(await world.known(), [])
    })

    test('[B5] albums are told apart by album artist, else by folder; discs of one folder are one album', async () => {
      await using world = await libraryWorld(open)
      await world.ingest([
        scanned('x/1.flac', { album: 'Best of', albumArtist: 'Xenia', artist: 'Xenia' }),
        scanned('elsewhere/2.flac', { album: 'best  OF', albumArtist: 'XENIA', artist: 'Guest' }),
        scanned('y/1.flac', { album: 'Best of', artist: 'Yves' }),
        scanned('mix/CD 1/1.flac', { album: 'Mix', artist: 'Anna' }),
        scanned('mix/CD 2/1.flac', { album: 'Mix', artist: 'Bert' }),
      ])
      const albums = (await world.library.listAlbums(HOME, QUERY)).items
      const shown = albums.map(({ title, artist, trackCount }) => `${title} / ${artist} / ${trackCount}`)
      assert.deepEqual(shown.toSorted(), [
        'Best of / Xenia / 2',
        'Best of / Yves / 1',
        'Mix / Various artists / 2',
      ])
      assert.equal(albums.find((album) => album.title === 'Mix')?.artistId, null)
    })

    test('[B5] an album takes year and cover from its tracks, and loses what they lose', async () => {
      await using world = await libraryWorld(open)
      const cover = { coverId: 'c0ffee', mime: 'image/png', sizeBytes: 3 }
      const track = await world.only([scanned('a.flac', { album: 'A', year: 1999, cover })])
      assert.equal(track.coverId, 'c0ffee')
      const albumId = track.albumId as AlbumId
      const withCover = await world.library.album(HOME, albumId)
      assert.deepEqual([withCover?.year, withCover?.coverId], [1999, 'c0ffee'])
      assert.deepEqual(await world.library.cover(HOME, 'c0ffee'), cover)
      await world.ingest([scanned('a.flac', { album: 'A', mtimeMs: 2 })])
      const without = await world.library.album(HOME, albumId)
      assert.deepEqual([without?.year, without?.coverId], [null, null])
    })

    test('[B6] texts are cleaned, and a nameless track is called by its file', async () => {
      await using world = await libraryWorld(open)
      await world.ingest([
        scanned('x/07 Lost\u0007 tune.flac', {
          title: ' \u0000 ',
          artist: 'A\u0000B\u0007\ud800',
          genre: ' ',
        }),
        scanned('y.flac', { title: 'z'.repeat(5_000) }),
      ])
      const [lost, long] = await world.tracks()
      assert.equal(lost?.title, '07 Lost tune')
      assert.equal(lost?.artist, 'A B \ufffd')
      assert.equal(lost?.genre, null)
      assert.equal(long?.title.length, 500)
    })

    test('[B7] an unreadable file is listed, hides its track, and leaves the list when it is mended or gone', async () => {
      await using world = await libraryWorld(open)
      await world.ingest([scanned('a.flac'), scanned('b.flac')])
      const problem = { sizeBytes: 5, mtimeMs: 9, code: 'file.damaged' } as const
      const result = await world.library.ingest(HOME, world.folderId, {
        tracks: [],
        problems: [
          { path: 'a.flac', ...problem },
          { path: 'c.flac', ...problem },
        ],
      })
      assert.equal(result.failed, 2)
      const listed = (await world.library.scanErrors(HOME, QUERY)).items
      assert.deepEqual(
        listed.map(({ path, code, folder }) => [folder, path, code]),
        [
          ['/music', 'a.flac', 'file.damaged'],
          ['/music', 'c.flac', 'file.damaged'],
        ],
      )
      assert.match(listed[0]?.message ?? '', /damaged/)
      assert.deepEqual(await world.titles(), ['b'])
      assert.deepEqual(
        (await world.known()).map((file) => [file.path, file.failed, file.sizeBytes]),
        [
          ['a.flac', true, 5],
          ['b.flac', false, 100],
          ['c.flac', true, 5],
        ],
      )
      await world.ingest([scanned('a.flac', { mtimeMs: 10 })])
      await world.library.markMissing(HOME, world.folderId, ['c.flac'])
      assert.deepEqual((await world.library.scanErrors(HOME, QUERY)).items, [])
      assert.deepEqual(await world.titles(), ['a', 'b'])
    })

    test('[B8] another household sees nothing, and has its own', async () => {
      await using world = await libraryWorld(open)
      const cover = { coverId: 'abc', mime: 'image/png', sizeBytes: 3 }
      const track = await world.only([scanned('a.flac', { album: 'A', artist: 'B', cover })])
      const { library, folderId } = world
      const other = await library.addFolder(NEIGHBOUR, '/music')
      assert.notEqual(other.folderId, folderId)
      assert.deepEqual(await library.folders(NEIGHBOUR), [other])
      assert.deepEqual((await library.listTracks(NEIGHBOUR, QUERY)).items, [])
      assert.deepEqual((await library.listAlbums(NEIGHBOUR, QUERY)).items, [])
      assert.deepEqual((await library.listArtists(NEIGHBOUR, QUERY)).items, [])
      assert.equal(await library.track(NEIGHBOUR, track.trackId), null)
      assert.equal(await library.file(NEIGHBOUR, track.trackId), null)
      assert.equal(await library.album(NEIGHBOUR, track.albumId as AlbumId), null)
      assert.equal(await library.artist(NEIGHBOUR, track.artistId as ArtistId), null)
      assert.deepEqual(await library.tracksOf(NEIGHBOUR, { albumId: track.albumId as AlbumId }), [])
      assert.equal(await library.cover(NEIGHBOUR, 'abc'), null)
      assert.equal(await library.cover(HOME, 'a\u0000'), null)
      assert.equal(await library.markMissing(NEIGHBOUR, folderId, ['a.flac']), 0)
      assert.deepEqual(await library.known(NEIGHBOUR, folderId, { after: null, limit: 9 }), [])
      await assert.rejects(library.ingest(NEIGHBOUR, folderId, { tracks: [scanned('a.flac')], problems: [] }))
      await library.removeFolder(NEIGHBOUR, folderId)
      assert.equal((await world.tracks()).length, 1)
    })

    test('[B9] pages follow each other without repeats or holes, while rows are added', async () => {
      await using world = await libraryWorld(open)
      const names = Array.from({ length: 25 }, (_, index) => `t${String(index).padStart(2, '0')}`)
      await world.ingest(
        names.map((title, index) => scanned(`${index}.flac`, { title, artist: `by ${title}`, album: title })),
      )
      const first = await world.library.listTracks(HOME, { limit: 10 })
      await world.ingest([scanned('front.flac', { title: 'a' }), scanned('back.flac', { title: 'z' })])
      const rest = await allPages(
        (cursor) => world.library.listTracks(HOME, { limit: 7, cursor }),
        first.nextCursor,
      )
      assert.deepEqual(
        [...first.items, ...rest].map((track) => track.title),
        [...names, 'z'],
      )
      const albums = await allPages((cursor) => world.library.listAlbums(HOME, { limit: 4, cursor }))
      assert.deepEqual(
        albums.map((album) => album.title),
        names,
      )
      const artists = await allPages((cursor) => world.library.listArtists(HOME, { limit: 25, cursor }))
      assert.equal(artists.length, 25)
    })

    test('[B9] rows of one title page by their ids', async () => {
      await using world = await libraryWorld(open)
      await world.ingest(Array.from({ length: 9 }, (_, index) => scanned(`${index}.flac`, { title: 'Same' })))
      const tracks = await allPages((cursor) => world.library.listTracks(HOME, { limit: 2, cursor }))
      const ids = tracks.map((track) => track.trackId)
      assert.deepEqual(ids, [...new Set(ids)].toSorted())
      assert.equal(ids.length, 9)
    })

    test('[B10] a cursor of somebody else is refused', async () => {
      await using world = await libraryWorld(open)
      for (const cursor of ['x', '%%%', 'W10', Buffer.from('["a\\u0000",1]').toString('base64url')]) {
        for (const list of ['listTracks', 'listAlbums', 'listArtists', 'scanErrors'] as const) {
          await assert.rejects(
            () => world.library[list](HOME, { limit: 5, cursor }),
            (error) => error instanceof BatonError && error.code === 'request.invalid',
          )
        }
      }
    })

    test('[B11] search needs every word, and overlooks case and accents', async () => {
      await using world = await libraryWorld(open)
      await world.ingest([
        scanned('1.flac', { title: 'Ágætis byrjun', artist: 'Sigur Rós', album: 'Ágætis byrjun' }),
        scanned('2.flac', { title: 'Łódź', artist: 'Straße', album: 'ＷＩＤＥ' }),
        scanned('3.flac', { title: '100% wool_x', artist: 'back\\slash' }),
        scanned('4.flac', { title: '100 wools', artist: 'plain' }),
      ])
      const find = async (q: string) =>
        (await world.library.listTracks(HOME, { limit: 9, q })).items.map((track) => track.title)
      assert.deepEqual(await find('ros AGAETIS'), ['Ágætis byrjun'])
      assert.deepEqual(await find('sigur nothing'), [])
      assert.deepEqual(await find('lodz'), ['Łódź'])
      assert.deepEqual(await find('strasse wide'), ['Łódź'])
      assert.deepEqual(await find('100%'), ['100% wool_x'])
      assert.deepEqual(await find('l_x'), ['100% wool_x'])
      assert.deepEqual(await find('k\\s'), ['100% wool_x'])
      assert.deepEqual(await find('wool'), ['100 wools', '100% wool_x'])
      assert.deepEqual(await find(" \u0000 '; drop table"), [])
      const artists = await world.library.listArtists(HOME, { limit: 9, q: 'STRASSE' })
      assert.deepEqual(
        artists.items.map((artist) => artist.name),
        ['Straße'],
      )
      const albums = await world.library.listAlbums(HOME, { limit: 9, q: 'ros agaetis' })
      assert.equal(albums.items.length, 1)
    })

    test('[B12] the order is that of the folded text, byte by byte', async () => {
      await using world = await libraryWorld(open)
      const titles = [
        'zebra',
        'Äpfel',
        'apfel 2',
        'Zoo',
        '_x',
        '~',
        '1',
        'a-b',
        'ab',
        'a b',
        '日本',
        '\u{1F3B5}',
        '\uFF5E',
      ]
      await world.ingest(titles.map((title, index) => scanned(`${index}.flac`, { title })))
      const order = [
        '1',
        '_x',
        'a b',
        'a-b',
        'ab',
        'Äpfel',
        'apfel 2',
        'zebra',
        'Zoo',
        '~',
        '\uFF5E',
        '日本',
        '\u{1F3B5}',
      ]
      const shown = await world.titles()
      assert.deepEqual(
        shown.filter((title) => !/[~\uFF5E]/.test(title)),
        order.filter((title) => !/[~\uFF5E]/.test(title)),
      )
      assert.equal(shown.length, titles.length)
    })

    test('[B13] an album comes by disc and track, an artist by album and year', async () => {
      await using world = await libraryWorld(open)
      const by = { artist: 'Ada', albumArtist: 'Ada' }
      await world.ingest([
        scanned('n/2.flac', { title: 'new 2', album: 'New', year: 2010, discNo: 1, trackNo: 2, ...by }),
        scanned('n/d2.flac', { title: 'new d2', album: 'New', year: 2010, discNo: 2, trackNo: 1, ...by }),
        scanned('n/1.flac', {
          title: 'new 1',
          album: 'New',
          year: 2010,
          discNo: 1,
          trackNo: 1,
          artist: 'Guest',
          albumArtist: 'Ada',
        }),
        scanned('o/1.flac', { title: 'old 1', album: 'Old', year: 1990, trackNo: 1, ...by }),
        scanned('single.flac', { title: 'single', artist: 'ada' }),
        scanned('other.flac', { title: 'other', artist: 'Bob' }),
      ])
      const ada = (await world.library.listArtists(HOME, { limit: 9, q: 'ada' })).items[0]
      assert.ok(ada)
      assert.deepEqual([ada.albumCount, ada.trackCount], [2, 4])
      const page = await world.library.artist(HOME, ada.artistId)
      assert.deepEqual(
        page?.tracks.map((track) => track.title),
        ['old 1', 'new 1', 'new 2', 'new d2', 'single'],
      )
      assert.deepEqual(
        page?.albums.map((album) => album.title),
        ['Old', 'New'],
      )
      const newest = page?.albums[1]
      assert.ok(newest)
      assert.deepEqual([newest.trackCount, newest.durationMs, newest.year], [3, 3_000, 2010])
      const album = await world.library.album(HOME, newest.albumId)
      assert.deepEqual(
        album?.tracks.map((track) => track.title),
        ['new 1', 'new 2', 'new d2'],
      )
      assert.equal(await world.library.album(HOME, NOBODY as AlbumId), null)
      assert.equal(await world.library.track(HOME, NOBODY as TrackId), null)
    })

    test('[B14] known files come in byte order of their paths, page by page', async () => {
      await using world = await libraryWorld(open)
      const paths = ['Z.flac', 'a/b.flac', 'a b.flac', 'a.flac', 'é.flac', '\u{1F3B5}.flac', '\uFF5E.flac']
      await world.ingest(paths.map((path) => scanned(path)))
      const inBytes = paths.toSorted((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)))
      const read: string[] = []
      for (;;) {
        const page = await world.library.known(HOME, world.folderId, { after: read.at(-1) ?? null, limit: 3 })
        if (page.length === 0) break
        read.push(...page.map((file) => file.path))
      }
      assert.deepEqual(read, inBytes)
    })

    test('adding a folder twice finds it, removing it takes what came from it', async () => {
      await using world = await libraryWorld(open)
      await world.ingest([scanned('a.flac')])
      assert.equal((await world.library.addFolder(HOME, '/music')).folderId, world.folderId)
      await world.library.removeFolder(HOME, world.folderId)
      assert.deepEqual(await world.library.folders(HOME), [])
      assert.deepEqual(await world.tracks(), [])
      assert.deepEqual(await world.library.summary(HOME), { tracks: 0, albums: 0, artists: 0 })
    })
  })
}
