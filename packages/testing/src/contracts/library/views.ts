import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type AlbumSort, BatonError, type TrackId, type TrackSort, type UserId } from '@baton/protocol'
import { allPages, HOME, QUERY, scanned } from './fixtures.ts'
import { ANNA, BERT, type OpenViews, viewsWorld } from './views-world.ts'

/** Orders, groups and what people did: rules B2 and B27 to B32 of docs/protocol/library.md. */
export function libraryViewsContract({
  name,
  open,
}: {
  readonly name: string
  readonly open: OpenViews
}): void {
  describe(`library views on ${name}`, () => {
    test('[B2] a copy that somebody has used stays the track that it is; the older one goes on if only it was', async () => {
      await using world = await viewsWorld(open)
      const { library, folderId } = world
      const same = (name: string) =>
        ['one', 'two'].map((copy) => scanned(`${copy}/${name}.flac`, { sampleHash: name }))
      await world.ingest([...same('liked'), ...same('used')])
      const idOf = async (path: string) => {
        const tracks = (await library.listTracks(HOME, QUERY)).items
        for (const { trackId } of tracks)
          if ((await library.file(HOME, trackId))?.path === path) return trackId
        return assert.fail(`${path} is not there`)
      }
      const [liked, used] = [await idOf('one/liked.flac'), await idOf('two/used.flac')]
      await world.listened.like(ANNA, liked, 1)
      await world.listened.play(BERT, used, 1)
      await library.markMissing(HOME, folderId, ['one/liked.flac', 'one/used.flac'])
      assert.equal(await library.followCopies(HOME, folderId), 1)
      assert.deepEqual([await idOf('two/liked.flac'), await idOf('two/used.flac')], [liked, used])
    })

    test('[B27] albums come in every order, page by page; a cursor fits its own list only', async () => {
      await using world = await viewsWorld(open)
      const albums = [
        ['Zebra', 'Anna', 2001],
        ['Apple', 'Zoe', 1990],
        ['Mango', 'Bert', null],
        ['Kiwi', 'Bert', 2020],
      ] as const
      for (const [album, albumArtist, year] of albums) {
        await world.ingest([
          scanned(`${album}/1.flac`, { title: `of ${album}`, album, albumArtist, artist: albumArtist, year }),
        ])
      }
      const list = async (sort: AlbumSort, seed = 1) =>
        (
          await allPages((cursor) => world.library.listAlbums(HOME, { sort, seed, limit: 2, cursor }, ANNA))
        ).map((album) => album.title)
      assert.deepEqual(await list('title'), ['Apple', 'Kiwi', 'Mango', 'Zebra'])
      assert.deepEqual(await list('artist'), ['Zebra', 'Kiwi', 'Mango', 'Apple'])
      assert.deepEqual(await list('year'), ['Kiwi', 'Zebra', 'Apple', 'Mango'])
      assert.deepEqual(await list('added'), ['Kiwi', 'Mango', 'Apple', 'Zebra'])
      assert.deepEqual(await list('played'), [])
      assert.deepEqual(await list('random'), await list('random'))
      assert.deepEqual((await list('random')).toSorted(), ['Apple', 'Kiwi', 'Mango', 'Zebra'])
      const orders = new Set<string>()
      for (let seed = 0; seed < 12; seed += 1) orders.add((await list('random', seed)).join())
      assert.ok(orders.size > 4, `${orders.size} orders of twelve seeds`)
      const { nextCursor } = await world.library.listAlbums(HOME, { sort: 'year', limit: 1 })
      assert.ok(nextCursor)
      for (const sort of ['title', 'random', 'plays'] as const) {
        await assert.rejects(
          world.library.listAlbums(HOME, { sort, limit: 1, cursor: nextCursor }, ANNA),
          (error) => error instanceof BatonError && error.code === 'request.invalid',
        )
      }
    })

    test('[B28] what was played and liked is seen by whoever did it', async () => {
      await using world = await viewsWorld(open)
      await world.ingest(
        ['a', 'b', 'c'].map((title) => scanned(`${title}.flac`, { title, album: `album ${title}` })),
      )
      const [a, b, c] = (await world.tracks()).map((track) => track.trackId)
      assert.ok(a && b && c)
      await world.listened.play(ANNA, a, 10)
      await world.listened.play(ANNA, a, 20)
      await world.listened.play(ANNA, b, 30)
      await world.listened.play(BERT, c, 40)
      await world.listened.like(ANNA, c, 5)
      await world.listened.like(ANNA, a, 6)
      const list = async (sort: TrackSort, viewer: UserId) =>
        (await allPages((cursor) => world.library.listTracks(HOME, { sort, limit: 1, cursor }, viewer))).map(
          (track) => track.title,
        )
      assert.deepEqual(await list('played', ANNA), ['b', 'a'])
      assert.deepEqual(await list('plays', ANNA), ['a', 'b'])
      assert.deepEqual(await list('liked', ANNA), ['a', 'c'])
      assert.deepEqual(await list('played', BERT), ['c'])
      assert.deepEqual(await list('liked', BERT), [])
      assert.deepEqual(
        (await world.library.listAlbums(HOME, { sort: 'plays', limit: 9 }, ANNA)).items.map(
          (one) => one.title,
        ),
        ['album a', 'album b'],
      )
      assert.deepEqual(await world.library.marks(HOME, ANNA, [c, a, 'no-such-track' as TrackId]), [
        { trackId: c, liked: true, plays: 0, lastPlayedAt: null },
        { trackId: a, liked: true, plays: 2, lastPlayedAt: 20 },
      ])
      const details = await world.library.details(HOME, BERT, c)
      assert.deepEqual([details?.liked, details?.plays, details?.lastPlayedAt], [false, 1, 40])
      const home = await world.library.home(HOME, ANNA, 1)
      assert.deepEqual(
        [home.recentlyPlayed, home.mostPlayed].map((shelf) => shelf.map((album) => album.title)),
        [
          ['album b', 'album a'],
          ['album a', 'album b'],
        ],
      )
      assert.deepEqual([home.liked.length, home.recentlyAdded.length, home.randomAlbums.length], [2, 3, 3])
    })

    test('[B29] genres and years are counted, and lists of one of them given', async () => {
      await using world = await viewsWorld(open)
      await world.ingest([
        scanned('1.flac', { title: 'one', genre: 'Électro', album: 'A', year: 1999 }),
        scanned('2.flac', { title: 'two', genre: 'electro', album: 'B', year: 2005 }),
        scanned('3.flac', { title: 'three', genre: 'Jazz', album: 'C', year: 1999 }),
        scanned('4.flac', { title: 'four' }),
      ])
      assert.deepEqual(await world.library.genres(HOME), [
        { genre: 'Électro', trackCount: 2 },
        { genre: 'Jazz', trackCount: 1 },
      ])
      assert.deepEqual(await world.library.years(HOME), [
        { year: 2005, albumCount: 1 },
        { year: 1999, albumCount: 2 },
      ])
      const tracks = await world.library.listTracks(HOME, { ...QUERY, genre: 'ELECTRO' })
      assert.deepEqual(
        tracks.items.map((track) => track.title),
        ['one', 'two'],
      )
      const albums = async (query: object) =>
        (await world.library.listAlbums(HOME, { ...QUERY, ...query })).items.map((album) => album.title)
      assert.deepEqual(await albums({ genre: 'electro' }), ['A', 'B'])
      assert.deepEqual(await albums({ year: 1999 }), ['A', 'C'])
      assert.deepEqual(await albums({ year: 1999, genre: 'jazz', sort: 'added' }), ['C'])
    })

    test('[B30] a track of several artists stands with each of them; loudness and ids are kept', async () => {
      await using world = await viewsWorld(open)
      const replayGain = { trackGainDb: -7.25, trackPeak: 0.5, albumGainDb: null, albumPeak: null }
      const musicBrainz = { trackId: 'recording', albumId: 'release', artistId: null }
      await world.ingest([
        scanned('1.flac', {
          title: 'Duet',
          artist: 'Anna feat. Bert',
          artists: ['Anna', 'Bert', 'anna'],
          replayGain,
          musicBrainz,
        }),
        scanned('2.flac', { title: 'Solo', artist: 'Anna', artists: ['Anna'] }),
      ])
      const bert = (await world.library.listArtists(HOME, { limit: 5, q: 'bert' })).items[0]
      assert.ok(bert)
      const page = await world.library.artist(HOME, bert.artistId)
      assert.deepEqual(
        page?.tracks.map((track) => track.title),
        ['Duet'],
      )
      const [duet, solo] = await world.tracks()
      assert.ok(duet && solo)
      assert.deepEqual(duet.artist, 'Anna feat. Bert')
      assert.deepEqual(
        duet.artists?.map((artist) => artist.name),
        ['Anna', 'Bert', 'anna'],
      )
      assert.equal(duet.artistId, solo.artistId)
      assert.deepEqual(duet.replayGain, replayGain)
      assert.equal(solo.replayGain, undefined)
      const details = await world.library.details(HOME, ANNA, duet.trackId)
      assert.deepEqual(
        [details?.mbTrackId, details?.mbAlbumId, details?.mbArtistId],
        ['recording', 'release', null],
      )
      await world.ingest([scanned('1.flac', { title: 'Duet', artist: 'Anna', mtimeMs: 9 })])
      assert.deepEqual((await world.library.listArtists(HOME, { limit: 5, q: 'bert' })).items, [])
    })

    test('[B32] the tracks of a folder that was left are missing, and come back with it', async () => {
      await using world = await viewsWorld(open)
      const track = await world.only([scanned('a.flac', { title: 'a' })])
      await world.library.leaveFolder(HOME, world.folderId)
      assert.deepEqual([await world.titles(), await world.library.folders(HOME)], [[], []])
      assert.deepEqual(await world.found('a'), [])
      assert.equal((await world.library.track(HOME, track.trackId))?.missing, true)
      const again = await world.library.addFolder(HOME, '/music', 'owner')
      assert.deepEqual(again, { folderId: world.folderId, path: '/music', origin: 'owner' })
      await world.library.markPresent(HOME, world.folderId, ['a.flac'])
      assert.deepEqual(await world.tracks(), [track])
      assert.deepEqual(await world.library.folderCounts(HOME), [[world.folderId, 1]])
    })
  })
}
