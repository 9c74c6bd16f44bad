import type { Program } from '../../worlds/http-world.ts'
import type { MatrixPart } from './matrix-part.ts'

/** The music of her household, and the folders that it lies in. */
export const libraryPart: MatrixPart = {
  thingsOf: async (ada) => ({
    album: await firstOf(ada, '/library/albums', 'album_id'),
    artist: await firstOf(ada, '/library/artists', 'artist_id'),
    cover: await firstOf(ada, '/library/albums', 'cover_id'),
    folder: await firstOf(ada, '/library/folders', 'folder_id'),
  }),
  shared: ['album', 'artist', 'cover'],
  pathIds: {
    '/library/tracks/{id}': { thing: 'track', whose: 'household' },
    '/library/albums/{id}': { thing: 'album', whose: 'household' },
    '/library/artists/{id}': { thing: 'artist', whose: 'household' },
    '/covers/{id}': { thing: 'cover', whose: 'household' },
    '/library/folders/{id}': { thing: 'folder', whose: 'hers' },
  },
  fields: {
    album_id: { thing: 'album', whose: 'household' },
    artist_id: { thing: 'artist', whose: 'household' },
  },
  plain: { path: '/there/is/no/such/folder', picture: 'AAAA' },
}

async function firstOf(ada: Program, path: string, id: string): Promise<string> {
  const items = (await ada.ask(path)).json.items as readonly Record<string, unknown>[]
  return String(items[0]?.[id])
}
