import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { PlaylistView } from '@baton/protocol'
import { newPlaylist } from '../store/fixtures.ts'
import { allPages, HOME, NEIGHBOUR, scanned } from './fixtures.ts'
import { ANNA, BERT, type OpenViews, viewsWorld } from './views-world.ts'

/** What is found for some words, and in what order: rules B24 to B26 and B48 of docs/protocol/library.md. */
export function librarySearchContract({
  name,
  open,
}: {
  readonly name: string
  readonly open: OpenViews
}): void {
  describe(`library search on ${name}`, () => {
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
        ['Οδυσσέας', 'οδυσσεασ', 'ΟΔΥΣΣΕΑΣ'],
        ['كيان مكتبة', 'کیان', 'مکتبه'],
        ['さくら', 'サクラ', 'ｻｸﾗ'],
        ['ガラス', 'がらす'],
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
  })
}
