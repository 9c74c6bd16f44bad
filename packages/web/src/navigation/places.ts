import type { AlbumSort, PlayOrder, TrackSort } from '@baton/protocol'

/** Where in the app one is. Addresses live behind the `#`, so that the hub serves one page for all of them. */
export type Place =
  | { readonly page: PlainPage }
  | AlbumsPlace
  | ArtworkPlace
  | TracksPlace
  | { readonly page: 'artists' | 'search'; readonly q: string }
  | { readonly page: 'album'; readonly albumId: string }
  | { readonly page: 'artist'; readonly artistId: string }
  | { readonly page: 'playlist'; readonly playlistId: string }
  /** `postId` null: of all one's artworks. */
  | { readonly page: 'analytics'; readonly postId: number | null }
  | { readonly page: 'setup' | 'link' | 'reset'; readonly code: string }
  /** `refused`: why single sign-on did not work, as a code of the catalogue; empty: nothing was refused. */
  | { readonly page: 'sign-in'; readonly refused: string }
  /** With the code of a display that is to become one's own; empty: it is not known yet. */
  | { readonly page: 'devices'; readonly display: string }

export type PlainPage = (typeof PLAIN_PAGES)[number] | 'playlists' | 'home' | 'nowhere'

export interface AlbumsPlace {
  readonly page: 'albums'
  readonly q: string
  readonly sort?: AlbumSort
  readonly genre?: string
  readonly year?: number
}

/** Artwork: of a view (`trending`: what is seen much just now, in the hub's order), of the person with this public name, or with this hashtag; the order is the hub's number of it. */
export interface ArtworkPlace {
  readonly page: 'artwork'
  readonly view?: (typeof ARTWORK_VIEWS)[number]
  readonly by?: string
  readonly tag?: string
  readonly order?: PlayOrder
}

export interface TracksPlace {
  readonly page: 'tracks'
  readonly q: string
  readonly sort?: TrackSort
  readonly genre?: string
}

const PLAIN_PAGES = [
  'genres',
  'years',
  'liked',
  'history',
  'queue',
  'now',
  'settings',
  'devices',
  'scan',
  'uploads',
  'tags',
  'downloads',
  'people',
  'account',
  'activity',
  'health',
  'start',
] as const
const ARTWORK_VIEWS = ['all', 'promoted', 'trending', 'user'] as const
const PLAY_ORDERS: readonly PlayOrder[] = [0, 1, 2]
const ALBUM_SORTS: readonly AlbumSort[] = ['title', 'artist', 'year', 'added', 'played', 'plays', 'random']
const TRACK_SORTS: readonly TrackSort[] = ['title', 'added', 'played', 'plays', 'liked']

export function placeOf(hash: string): Place {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?')
  const search = new URLSearchParams(query)
  const [first = '', second] = path.split('/').filter((part) => part !== '')
  const q = search.get('q') ?? ''
  if (first === 'playlists') {
    return second ? { page: 'playlist', playlistId: second } : { page: 'playlists' }
  }
  const display = search.get('display')
  if (first === 'devices' && display !== null) return { page: 'devices', display }
  const plain = PLAIN_PAGES.find((page) => page === first)
  if (plain) return { page: plain }
  switch (first) {
    case '':
      return { page: 'home' }
    case 'albums':
      return second ? { page: 'album', albumId: second } : { page: 'albums', q, ...albumWishes(search) }
    case 'artists':
      return second ? { page: 'artist', artistId: second } : { page: 'artists', q }
    case 'tracks':
      return { page: 'tracks', q, ...oneOf(TRACK_SORTS, search), ...genreOf(search) }
    case 'artwork':
      return { page: 'artwork', ...artworkWishes(search) }
    case 'search':
      return { page: 'search', q }
    case 'analytics':
      return analyticsPlace(second)
    case 'setup':
    case 'link':
    case 'reset':
      return { page: first, code: search.get('code') ?? '' }
    case 'sign-in':
      return { page: 'sign-in', refused: search.get('refused') ?? '' }
    default:
      return { page: 'nowhere' }
  }
}

export function addressOf(place: Place): string {
  switch (place.page) {
    case 'home':
    case 'nowhere':
      return '#/'
    case 'albums':
    case 'tracks':
    case 'artists':
    case 'artwork':
    case 'search': {
      const { page, ...wishes } = place
      return withQuery(`#/${page}`, wishes)
    }
    case 'album':
      return `#/albums/${place.albumId}`
    case 'artist':
      return `#/artists/${place.artistId}`
    case 'playlist':
      return `#/playlists/${place.playlistId}`
    case 'analytics':
      return place.postId === null ? '#/analytics' : `#/analytics/${place.postId}`
    case 'setup':
    case 'link':
    case 'reset':
    case 'sign-in': {
      const { page, ...wishes } = place
      return withQuery(`#/${page}`, wishes)
    }
    case 'devices':
      return 'display' in place ? `#/devices?display=${encodeURIComponent(place.display)}` : '#/devices'
    default:
      return `#/${place.page}`
  }
}

function analyticsPlace(postId: string | undefined): Place {
  if (postId === undefined) return { page: 'analytics', postId: null }
  return /^[1-9]\d{0,14}$/.test(postId) ? { page: 'analytics', postId: Number(postId) } : { page: 'nowhere' }
}

function albumWishes(search: URLSearchParams) {
  const year = Number(search.get('year') ?? Number.NaN)
  return {
    ...oneOf(ALBUM_SORTS, search),
    ...genreOf(search),
    ...(Number.isInteger(year) && year >= 0 && year <= 9999 ? { year } : {}),
  }
}

function artworkWishes(search: URLSearchParams): Omit<ArtworkPlace, 'page'> {
  const [by, tag] = [search.get('by'), search.get('tag')]
  const view = ARTWORK_VIEWS.find((one) => one === search.get('view'))
  const order = PLAY_ORDERS.find((one) => String(one) === search.get('order'))
  return {
    ...(view && { view }),
    ...(by && { by }),
    ...(tag && { tag }),
    ...(order !== undefined && { order }),
  }
}

function oneOf<Sort extends string>(sorts: readonly Sort[], search: URLSearchParams): { sort?: Sort } {
  const sort = sorts.find((one) => one === search.get('sort'))
  return sort ? { sort } : {}
}

function genreOf(search: URLSearchParams): { genre?: string } {
  const genre = search.get('genre')
  return genre ? { genre } : {}
}

function withQuery(path: string, wishes: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(wishes).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [`${name}=${encodeURIComponent(value)}`],
  )
  return given.length === 0 ? path : `${path}?${given.join('&')}`
}
