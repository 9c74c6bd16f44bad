import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOME, libraryWorld, type OpenLibrary, QUERY, scanned } from './fixtures.ts'

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
  })
}
