import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOME, libraryWorld, type OpenLibrary, QUERY, scanned } from './fixtures.ts'

const ID_A = 'aaaaaaaa-0000-4000-8000-00000000000a'
const ID_B = 'aaaaaaaa-0000-4000-8000-00000000000b'

/** What makes files one album where they do not say so plainly. */
export function libraryAlbumsContract({ name, open }: { readonly name: string; readonly open: OpenLibrary }) {
  describe(`albums of the library on ${name}`, () => {
    test('[B38] what names no album artist joins the album beside it, or one above by the same artist', async () => {
      await using world = await libraryWorld(open)
      const of = (path: string, artist: string | null, albumArtist: string | null = null, album = 'Set') =>
        scanned(path, { album, artist, albumArtist })
      const albums = async () => {
        const { items } = await world.library.listAlbums(HOME, QUERY)
        return items.map(({ title, artist, trackCount }) => [title, artist, trackCount].join(' ')).sort()
      }
      await world.ingest([of('game/win.ogg', 'Ann'), of('game/lose.ogg', 'Bob')])
      await world.ingest([of('game/theme.ogg', 'Cid', 'The Project'), of('far/off.ogg', 'Dan')])
      assert.deepEqual(await albums(), ['Set Dan 1', 'Set The Project 3'])
      await world.ingest([of('game/win.ogg', 'Ann', null), of('game/lose.ogg', 'Bob', 'Bob')])
      assert.equal((await albums()).length, 4, 'with two to choose from it stands for itself')

      const tune = (path: string, artist: string | null) => of(path, artist, null, 'Tunes')
      await world.ingest([tune('t/win/a.ogg', 'Max'), tune('t/win/b.ogg', 'Max'), tune('u/c.ogg', 'Max')])
      await world.ingest([tune('t/d.ogg', 'Max'), tune('t/other/e.ogg', 'Eve'), tune('t/none/f.ogg', null)])
      const tunes = (await albums()).filter((album) => album.startsWith('Tunes'))
      assert.deepEqual(tunes, ['Tunes  1', 'Tunes Eve 1', 'Tunes Max 1', 'Tunes Max 3'])
    })

    test('[B38] an album artist that is a mere number is nobody, unless somebody is called so', async () => {
      await using world = await libraryWorld(open)
      await world.ingest([
        scanned('x/a.ogg', { album: 'Counted', artist: 'Neon', albumArtist: '4' }),
        scanned('y/b.ogg', { album: 'Named', artist: '311', albumArtist: '311' }),
      ])
      const { items } = await world.library.listArtists(HOME, QUERY)
      assert.deepEqual(
        items.map((artist) => artist.name),
        ['311', 'Neon'],
      )
    })

    test('[B45] marks that are letters and accents make two people, spelling of the same letters does not', async () => {
      await using world = await libraryWorld(open)
      const names = ['カサ', 'ガサ', 'กี', 'กิ', 'Zoé', 'Zoe', 'Zoe\u0301', ' ZOÉ ', 'דָּן', 'דן']
      await world.ingest(names.map((artist, index) => scanned(`${index}.ogg`, { artist })))
      const { items } = await world.library.listArtists(HOME, QUERY)
      const counts = items.map(({ name, trackCount }) => `${name} ${trackCount}`).sort()
      assert.deepEqual(counts, ['Zoe 1', 'Zoé 3', 'דָּן 1', 'דן 1', 'กิ 1', 'กี 1', 'カサ 1', 'ガサ 1'].sort())
    })

    test('[B45] whatever apostrophe or hyphen a name is written with, it is that name', async () => {
      await using world = await libraryWorld(open)
      const names = ['Guns N’ Roses', "Guns N' Roses", 'a‐ha', 'a-ha', 'Hawaiʻi', "Hawai'i", 'A–B', 'A-B']
      await world.ingest(names.map((artist, index) => scanned(`${index}.ogg`, { artist })))
      const { items } = await world.library.listArtists(HOME, QUERY)
      const counts = items.map(({ name, trackCount }) => `${name} ${trackCount}`).sort()
      const told = ['Guns N’ Roses 2', 'a‐ha 2', 'Hawaiʻi 1', "Hawai'i 1", 'A–B 1', 'A-B 1']
      assert.deepEqual(counts, told.sort())
    })

    test('[B44] [B13] discs in folders of their own follow each other, also where no file says which it is of', async () => {
      await using world = await libraryWorld(open)
      const of = (folder: string, trackNo: number, more = {}) =>
        scanned(`Songs/${folder}/${trackNo}.ogg`, {
          album: 'Songs',
          title: `${folder} ${trackNo}`,
          trackNo,
          ...more,
        })
      await world.ingest([of('Disc Two', 1), of('CD 1 - Live', 2), of('CD 1 - Live', 1), of('Disc Two', 2)])
      await world.ingest([of('CD 3', 1, { discNo: 4 })])
      const [album, ...others] = (await world.library.listAlbums(HOME, QUERY)).items
      assert.ok(album)
      assert.deepEqual(others, [])
      const page = await world.library.album(HOME, album.albumId)
      assert.deepEqual(
        page?.tracks.map(({ title, discNo }) => `${title} of ${discNo}`),
        ['CD 1 - Live 1 of 1', 'CD 1 - Live 2 of 1', 'Disc Two 1 of 2', 'Disc Two 2 of 2', 'CD 3 1 of 4'],
      )
    })

    test('[B45] a MusicBrainz id is the artist, whatever the name, and two ids are two of one name', async () => {
      await using world = await libraryWorld(open)
      const by = (path: string, artist: string, artistId: string | null) =>
        scanned(path, {
          artist,
          musicBrainz: artistId === null ? null : { trackId: null, albumId: null, artistId },
        })
      await world.ingest([
        by('1.ogg', 'Nova', null),
        by('2.ogg', 'Nova', ID_A),
        by('3.ogg', 'The Nova', ID_A),
      ])
      await world.ingest([
        by('4.ogg', 'Nova', ID_B),
        by('5.ogg', 'nova', null),
        by('6.ogg', 'Other', 'no id'),
      ])
      const { items } = await world.library.listArtists(HOME, QUERY)
      assert.deepEqual(items.map(({ name, trackCount }) => `${name} ${trackCount}`).sort(), [
        'Nova 1',
        'Nova 4',
        'Other 1',
      ])
    })

    test('[B46] a credit is divided where that is safe, and shown as it is written', async () => {
      await using world = await libraryWorld(open)
      const credits: readonly (readonly [string, readonly string[]])[] = [
        ['Ann; Ben', ['Ann', 'Ben']],
        ['Ann feat. Cid', ['Ann', 'Cid']],
        ['Ann (ft. Dan, Eve & Fay)', ['Ann', 'Dan', 'Eve', 'Fay']],
        ['Ann featuring Gus & the Hats', ['Ann', 'Gus & the Hats']],
        ['Little Feat', []],
        ['The Little Feat Band', []],
        ['Ida & Jon', []],
        ['AC/DC', []],
        ['Kim &amp; Lou', []],
      ]
      await world.ingest(
        credits.map(([artist], index) => scanned(`${index}.ogg`, { artist, title: `${index}` })),
      )
      const one = { trackId: null, albumId: null, artistId: ID_A }
      await world.ingest([scanned('9.ogg', { artist: 'Max; Moe', title: '9', musicBrainz: one })])
      for (const { artist, artists = [], title } of await world.tracks())
        assert.deepEqual(
          artists.map(({ name }) => name),
          credits[Number(title)]?.[1] ?? [],
          artist ?? '',
        )
      const ann = (await world.library.listArtists(HOME, { ...QUERY, q: 'Ann' })).items[0]
      assert.equal(ann?.trackCount, 4)
      await world.ingest([
        scanned('x/1.ogg', { artist: 'Ann', album: 'Two', albumArtist: 'Ann; Zed' }),
        scanned('x/2.ogg', {
          artist: 'Zed',
          album: 'Three',
          albumArtist: 'Ann, Zed',
          albumArtists: ['Ann', 'Zed'],
        }),
      ])
      const zed = (await world.library.listArtists(HOME, { ...QUERY, q: 'Zed' })).items[0]
      const page = zed && (await world.library.artist(HOME, zed.artistId))
      assert.deepEqual(page?.albums.map(({ title, artist }) => `${title} by ${artist}`).sort(), [
        'Three by Ann, Zed',
        'Two by Ann; Zed',
      ])
      assert.deepEqual([zed?.albumCount, page?.tracks.length], [2, 2])
    })

    test('[B47] albums of one title and artist are two where ids, years or places say so', async () => {
      await using world = await libraryWorld(open)
      const of = (path: string, album: string, found: Parameters<typeof scanned>[1] = {}) =>
        scanned(path, { album, albumArtist: 'Ann', artist: 'Ann', title: path, ...found })
      const albums = async (title: string) => {
        const { items } = await world.library.listAlbums(HOME, QUERY)
        return items
          .filter((album) => album.title === title)
          .map(({ year, trackCount }) => [year, trackCount])
      }
      const id = (albumId: string) => ({ musicBrainz: { trackId: null, albumId, artistId: null } })
      await world.ingest([
        of('i/1.ogg', 'Ids', id(ID_A)),
        of('i/2.ogg', 'Ids', id(ID_B)),
        of('i/3.ogg', 'Ids', id(ID_A)),
      ])
      await world.ingest([of('far/4.ogg', 'Ids', id(ID_B))])
      assert.deepEqual((await albums('Ids')).sort(), [
        [null, 2],
        [null, 2],
      ])

      await world.ingest([of('y94/1.ogg', 'Years', { year: 1994 }), of('y94/2.ogg', 'Years', { year: 1994 })])
      await world.ingest([
        of('y01/1.ogg', 'Years', { year: 2001 }),
        of('more/1.ogg', 'Years', { year: 2001 }),
      ])
      assert.deepEqual((await albums('Years')).sort(), [
        [1994, 2],
        [2001, 2],
      ])
      await world.ingest([
        of('d/a/1.ogg', 'Set', { year: 1970, discNo: 1 }),
        of('d/b/1.ogg', 'Set', { year: 1971, discNo: 2 }),
      ])
      await world.ingest([of('e/1.ogg', 'Mix', { year: 1970 }), of('e/2.ogg', 'Mix', { year: 1980 })])
      assert.deepEqual([await albums('Set'), await albums('Mix')], [[[1970, 2]], [[1970, 2]]])

      const best = (path: string, title: string) => of(path, 'Best', { trackNo: 1, title })
      await world.ingest([best('one/1.ogg', 'Sun'), best('two/1.ogg', 'Moon'), best('again/1.ogg', 'sun')])
      assert.deepEqual((await albums('Best')).sort(), [
        [null, 1],
        [null, 2],
      ])
    })

    test('[B29] a track of several genres counts and is listed under each', async () => {
      await using world = await libraryWorld(open)
      await world.ingest([
        scanned('1.ogg', {
          title: 'a',
          album: 'x',
          albumArtist: 'Ann',
          genre: 'Rock',
          genres: ['Rock', 'Pop'],
        }),
        scanned('2.ogg', { title: 'b', album: 'y', albumArtist: 'Ann', genre: 'pop' }),
      ])
      const listed = async (genre: string) => [
        (await world.library.listTracks(HOME, { ...QUERY, genre })).items.map(({ title }) => title).join(),
        (await world.library.listAlbums(HOME, { ...QUERY, genre })).items.map(({ title }) => title).join(),
      ]
      assert.deepEqual(
        [await listed('POP'), await listed('rock')],
        [
          ['a,b', 'x,y'],
          ['a', 'x'],
        ],
      )
      assert.deepEqual((await world.tracks())[0]?.genres, ['Rock', 'Pop'])
      assert.deepEqual(await world.library.genres(HOME), [
        { genre: 'pop', trackCount: 2 },
        { genre: 'Rock', trackCount: 1 },
      ])
      await world.ingest([scanned('1.ogg', { title: 'a', genre: 'Rock' })])
      assert.deepEqual((await listed('pop'))[0], 'b')
    })
  })
}
