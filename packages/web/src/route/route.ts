/** Where in the app one is. Addresses live behind the `#`, so that the hub serves one page for all of them. */
export type Place =
  | { readonly page: 'albums' | 'tracks' | 'artists'; readonly q: string }
  | { readonly page: 'album'; readonly albumId: string }
  | { readonly page: 'artist'; readonly artistId: string }
  | { readonly page: 'queue' | 'now' | 'settings' | 'nowhere' }
  | { readonly page: 'setup'; readonly code: string }

export function placeOf(hash: string): Place {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?')
  const search = new URLSearchParams(query)
  const [first = '', second] = path.split('/').filter((part) => part !== '')
  switch (first) {
    case '':
      return { page: 'albums', q: search.get('q') ?? '' }
    case 'albums':
      return second ? { page: 'album', albumId: second } : { page: 'albums', q: search.get('q') ?? '' }
    case 'artists':
      return second ? { page: 'artist', artistId: second } : { page: 'artists', q: search.get('q') ?? '' }
    case 'tracks':
      return { page: 'tracks', q: search.get('q') ?? '' }
    case 'queue':
    case 'now':
    case 'settings':
      return { page: first }
    case 'setup':
      return { page: 'setup', code: search.get('code') ?? '' }
    default:
      return { page: 'nowhere' }
  }
}

export function addressOf(place: Place): string {
  switch (place.page) {
    case 'albums':
      return withQuery('#/', place.q)
    case 'tracks':
    case 'artists':
      return withQuery(`#/${place.page}`, place.q)
    case 'album':
      return `#/albums/${place.albumId}`
    case 'artist':
      return `#/artists/${place.artistId}`
    case 'setup':
      return `#/setup?code=${encodeURIComponent(place.code)}`
    case 'nowhere':
      return '#/'
    default:
      return `#/${place.page}`
  }
}

function withQuery(path: string, q: string): string {
  return q === '' ? path : `${path}?q=${encodeURIComponent(q)}`
}
