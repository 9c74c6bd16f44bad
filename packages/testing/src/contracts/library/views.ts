import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  type AlbumSort,
  BatonError,
  type PlaylistView,
  type TrackId,
  type TrackSort,
  type UserId,
} from '@baton/protocol'
import { newPlaylist } from '../store/fixtures.ts'
import { allPages, HOME, libraryWorld, NEIGHBOUR, type OpenLibrary, QUERY, scanned } from './fixtures.ts'

const ANNA = '00000000-0000-4000-8000-00000000000a' as UserId
const BERT = '00000000-0000-4000-8000-00000000000b' as UserId

/** What somebody did with a track, written as the store of sessions writes it. */
export interface ListenedRows {
  like(userId: UserId, trackId: TrackId, at: number): Promise<void>
  play(userId: UserId, trackId: TrackId, at: number): Promise<void>
  /** It is new, or takes the place of the one with its id. */
  listPlaylist(playlist: PlaylistView): Promise<void>
}

export type OpenViews = () => Promise<Awaited<ReturnType<OpenLibrary>> & { readonly listened: ListenedRows }>

/** Search, orders, groups and what people did: rules B24 to B30 of docs/protocol/library.md. */
export function libraryViewsContract({
  name,
  open,
}: {
  readonly name: string
  readonly open: OpenViews
}): void {
  describe(`library views on ${name}`, () => {
    test('[B24] what fits best comes first', async () => {
      await using world = await viewsWorld(open)
      await world.ingest([
        scanned('1.flac', { title: 'Unloved', artist: 'Nobody' }),
        scanned('2.flac', { title: 'A song', artist: 'Love' }),
        scanned('3.flac', { title: 'All my love', artist: 'Nobody' }),
        scanned('4.flac', { title: 'Love me do', artist: 'Nobody' }),
        scanned('5.flac', { title: 'Lovely', artist: 'Nobody' }),
        scanned('6.flac', { title: 'The Love', artist: 'Nobody' }),
        scanned('7.flac', { title: 'LOVE', artist: 'Nobody' }),
      ])
      assert.deepEqual(await world.found('love'), [
        'LOVE',
        'The Love',
        'Lovely',
        'Love me do',
        'All my love',
        'A song',
        'Unloved',
      ])
      const paged = await allPages((cursor) =>
        world.library.listTracks(HOME, { limit: 2, q: 'love', cursor }),
      )
      assert.deepEqual(
        paged.map((track) => track.title),
        await world.found('love'),
      )
    })

    test('[B25] slips are forgiven where nothing has the words', async () => {
      await using world = await viewsWorld(open)
      await world.ingest([
        scanned('1.flac', { title: 'Yesterday', artist: 'The Beatles' }),
        scanned('2.flac', { title: 'Beetles', artist: 'Insects' }),
        scanned('3.flac', { title: 'Sun', artist: 'Ra' }),
      ])
      assert.deepEqual(await world.found('beatles'), ['Yesterday'])
      assert.deepEqual(await world.found('yetserday'), ['Yesterday'])
      assert.deepEqual(await world.found('yesterdya betles'), ['Yesterday'])
      assert.deepEqual(await world.found('bxatles'), ['Yesterday'])
      assert.deepEqual(await world.found('son'), [], 'short words are meant as they are')
      assert.deepEqual(await world.found('yxxterday'), ['Yesterday'])
      assert.deepEqual(await world.found('yxxxerday'), [])
      const result = await world.library.search(HOME, ANNA, { q: 'beatlse', limit: 5 })
      assert.deepEqual([result.similar, result.artists.map((one) => one.name)], [true, ['The Beatles']])
      assert.equal((await world.library.search(HOME, ANNA, { q: 'beatles', limit: 5 })).similar, false)
      const none = await world.library.search(HOME, ANNA, { q: 'zzzzzzz', limit: 5 })
      assert.deepEqual(none, {
        artists: [],
        albums: [],
        tracks: [],
        genres: [],
        years: [],
        playlists: [],
        similar: false,
      })
    })

    test('[B48] signs, ands and articles do not keep what is looked for from being found', async () => {
      await using world = await viewsWorld(open)
      const rows: readonly (readonly [artist: string, ...queries: string[]])[] = [
        ['Hall & Oates', 'hall and oates', 'hall und oates', 'hall + oates', 'hall oates'],
        ['Earth and Fire', 'earth & fire', 'earth, fire', 'earth n fire'],
        ['Kooks', 'the kooks'],
        ['T.A.T.U.', 'tatu', 't.a.t.u', 't a t u'],
        ['NSYNC', 'n.s.y.n.c.', 'n-sync'],
        ['St. Vincent', 'st vincent', 'st. vincent'],
        ['Dr Hook', 'dr. hook'],
        ['Rock ʼn‘ Rollers', "rock 'n' rollers", 'rock n rollers', 'rock and rollers'],
        ['B‐52s', 'b-52s', 'b–52s', 'b52s', 'b 52s'],
        ['Smith—Jones', 'smith-jones', 'smith jones', 'smith - jones'],
        ['Anna × Bea', 'anna x bea'],
        ['P!nk', 'pink'],
        ['A$AP Rocky', 'asap rocky', 'a$ap'],
        ['Wait (for it)', 'wait for it', '[wait] "for it"'],
      ]
      await world.ingest(
        rows.map(([artist], index) => scanned(`${index}.flac`, { title: `song ${index}`, artist })),
      )
      const missed: string[] = []
      for (const [index, [artist, ...queries]] of rows.entries())
        for (const query of queries)
          if (!(await world.found(query)).includes(`song ${index}`)) missed.push(`${artist}: ${query}`)
      assert.deepEqual(missed, [])
      await world.ingest([scanned('the.flac', { title: 'The', artist: 'And' })])
      assert.deepEqual(
        [await world.found('the'), await world.found('and')].map((list) => list.includes('The')),
        [true, true],
      )
      assert.deepEqual(await world.found('teh'), ['The'], 'two letters of three are swapped')
    })

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

    test('[B26] genres, years and decades are found, by the rules of words', async () => {
      await using world = await viewsWorld(open)
      await world.ingest([
        scanned('1.flac', { title: 'One', album: 'A', year: 1994, genre: 'Drum & Bass' }),
        scanned('2.flac', { title: 'Two', album: 'B', year: 1991, genre: 'Jazz' }),
        scanned('3.flac', { title: 'Jazzy', album: 'C', year: 2001, genre: 'Klezmer' }),
      ])
      const search = async (q: string) => {
        const { genres, years, tracks, similar } = await world.library.search(HOME, ANNA, { q, limit: 5 })
        return [genres.map(({ genre }) => genre), years.map(({ year }) => year), tracks.length, similar]
      }
      assert.deepEqual(await search('drum and bass'), [['Drum & Bass'], [], 0, false])
      assert.deepEqual(await search('jazz'), [['Jazz'], [], 1, false])
      assert.deepEqual(await search('klezmre'), [['Klezmer'], [], 0, true])
      assert.deepEqual(await search('1994'), [[], [1994], 0, false])
      assert.deepEqual(await search('1990s'), [[], [1994, 1991], 0, false])
      assert.deepEqual(await search('1999'), [[], [], 0, false])
    })

    test('[B26, PL9] playlists are found by the rules of words, each by those who may see it', async () => {
      await using world = await viewsWorld(open)
      await world.ingest([scanned('1.flac', { title: 'Café waltz' })])
      const { view: own } = newPlaylist({ userId: ANNA }, [], { title: 'Café & Muffins' })
      const { view: shared } = newPlaylist({ userId: BERT }, [], {
        title: 'The Kitchen',
        visibility: 'household',
      })
      for (const playlist of [own, shared]) await world.listened.listPlaylist(playlist)
      const search = async (q: string, who = ANNA) => {
        const { playlists, tracks, similar } = await world.library.search(HOME, who, { q, limit: 5 })
        return [playlists.map(({ title }) => title), tracks.length, similar]
      }
      assert.deepEqual(await search('cafe'), [['Café & Muffins'], 1, false])
      assert.deepEqual(await search('muffins and cafe'), [['Café & Muffins'], 0, false])
      assert.deepEqual(await search('cafe', BERT), [[], 1, false])
      assert.deepEqual(
        [await search('muffins', BERT), await search('mufifns', BERT)],
        Array(2).fill([[], 0, false]),
      )
      assert.deepEqual(await search('mufifns'), [['Café & Muffins'], 0, true])
      assert.deepEqual(
        [await search('kitchen'), await search('kitchen', BERT)],
        Array(2).fill([['The Kitchen'], 0, false]),
      )
      const [found] = (await world.library.search(HOME, ANNA, { q: 'kitchen', limit: 5 })).playlists
      assert.deepEqual(found, shared)
      const hidden: PlaylistView = { ...shared, visibility: 'private', revision: shared.revision + 1 }
      await world.listened.listPlaylist(hidden)
      assert.deepEqual(
        [await search('kitchen'), await search('kitchen', BERT)],
        [
          [[], 0, false],
          [['The Kitchen'], 0, false],
        ],
      )
      await world.listened.listPlaylist({ ...own, title: 'Tea', revision: own.revision + 1 })
      assert.deepEqual(
        [await search('muffins'), await search('tea')],
        [
          [[], 0, false],
          [['Tea'], 0, false],
        ],
      )
      await world.listened.listPlaylist({ ...own, title: 'Tea', revision: own.revision + 2, deletedAt: 9 })
      assert.deepEqual(await search('tea'), [[], 0, false])
      const elsewhere = await world.library.search(NEIGHBOUR, BERT, { q: 'kitchen', limit: 5 })
      assert.deepEqual(elsewhere.playlists, [])
    })

    test('[B26] one search finds artists, albums and tracks; what is missing is not found, what is new is', async () => {
      await using world = await viewsWorld(open)
      await world.ingest([
        scanned('1.flac', { title: 'Río', artist: 'Río Band', album: 'Rio Grande' }),
        scanned('2.flac', { title: 'Other', artist: 'Río Band', album: 'Rio Grande' }),
      ])
      const search = () => world.library.search(HOME, ANNA, { q: 'rio', limit: 5 })
      const first = await search()
      assert.deepEqual(
        [first.artists.map((one) => one.name), first.albums.map((one) => one.title)],
        [['Río Band'], ['Rio Grande']],
      )
      assert.deepEqual(
        first.tracks.map((track) => track.title),
        ['Río', 'Other'],
      )
      await world.library.markMissing(HOME, world.folderId, ['1.flac'])
      assert.deepEqual(
        (await search()).tracks.map((track) => track.title),
        ['Other'],
      )
      await world.library.markMissing(HOME, world.folderId, ['2.flac'])
      const gone = await search()
      assert.deepEqual([gone.artists, gone.albums, gone.tracks], [[], [], []])
      await world.ingest([scanned('3.flac', { title: 'Riotously', artist: 'New' })])
      await world.library.markPresent(HOME, world.folderId, ['1.flac'])
      assert.deepEqual(
        (await search()).tracks.map((track) => track.title),
        ['Río', 'Riotously'],
      )
      await world.ingest([scanned('3.flac', { title: 'Renamed', artist: 'New', mtimeMs: 5 })])
      assert.deepEqual(await world.found('riotously'), [])
      await world.library.removeFolder(HOME, world.folderId)
      assert.deepEqual(await world.found('renamed'), [])
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

async function viewsWorld(open: OpenViews) {
  let listened: ListenedRows | null = null
  const world = await libraryWorld(async () => {
    const opened = await open()
    listened = opened.listened
    return opened
  })
  assert.ok(listened)
  return {
    ...world,
    listened: listened as ListenedRows,
    found: async (q: string) =>
      (await world.library.listTracks(HOME, { limit: 50, q })).items.map((track) => track.title),
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  }
}
