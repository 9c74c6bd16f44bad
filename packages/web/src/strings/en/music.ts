import { counted } from '../counted.ts'

const count = counted('en')

export const music = {
  library: {
    title: 'Library',
    views: 'Views of the library',
    albums: 'Albums',
    tracks: 'Tracks',
    artists: 'Artists',
    search: 'Search the library',
    searchHint: 'Title, artist or album',
    unknownArtist: 'Unknown artist',
    unknownAlbum: 'Unknown album',
    loading: 'Loading',
    nothingTitle: 'No music yet',
    nothingText:
      'The hub has found no tracks. Start it with a folder of music, or scan again once there is some.',
    comingText: 'It appears here as soon as it is there.',
    scanNow: 'Scan now',
    noMatchTitle: 'Nothing found',
    noMatch: (query: string) => `Nothing in the library matches “${query}”.`,
    clearSearch: 'Clear the search',
    more: 'Show more',
    missing: 'File missing',
  },
  album: { tracks: 'Tracks', disc: (number: number) => `Disc ${number}` },
  artist: { albums: 'Albums', tracks: 'Tracks' },
  actions: {
    playNow: 'Play now',
    playNext: 'Play next',
    addToEnd: 'Add to end',
    playNowOf: (title: string) => `Play ${title} now`,
    menuOf: (title: string) => `More for ${title}`,
    like: 'Like',
    unlike: 'Remove the like',
    openAlbum: 'Show the album',
    openArtist: 'Show the artist',
    addedNext: (title: string) => `${title} plays next`,
    addedToEnd: (title: string) => `${title} was added to the end`,
  },
  count: {
    number: (amount: number) => new Intl.NumberFormat('en').format(amount),
    tracks: (tracks: number) => count(tracks, { one: 'track', other: 'tracks' }),
    albums: (albums: number) => count(albums, { one: 'album', other: 'albums' }),
    artists: (artists: number) => count(artists, { one: 'artist', other: 'artists' }),
    minutes: (count: number) => (count === 1 ? '1 min' : `${count} min`),
    hours: (hours: number, minutes: number) => `${hours} h ${minutes} min`,
    seconds: (count: number) => `${count} s`,
  },
}
