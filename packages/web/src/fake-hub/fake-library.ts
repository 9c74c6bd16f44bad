import { BatonFailure, type Library } from '@baton/client'
import type { Album, ArtistId, Lyrics, Track, TrackId } from '@baton/protocol'
import { albums as few, tracks as fewTracks, id } from './fake-music.ts'
import { playlists } from './fake-playlists.ts'

type FakeLibrary = Omit<
  Library,
  'scan' | 'startScan' | 'cancelScan' | 'folders' | 'addFolder' | 'removeFolder' | 'keepCover' | 'coverUrl'
>

const MANY = 10_000
const GENRES = ['Ambient', 'Chamber Folk', 'Electronic', 'Indie Rock', 'Jazz', 'Modern Classical', 'Soul']

/** A library that answers from what is in the page. The scene `many` has ten thousand of everything. */
export function fakeLibrary(scene: string): FakeLibrary {
  const isEmpty = scene === 'empty'
  const albums = isEmpty ? [] : scene === 'many' ? manyAlbums() : few
  const tracks = isEmpty ? [] : scene === 'many' ? manyTracks() : fewTracks
  const artists = [...new Set(albums.slice(0, 12).map((album) => album.artist))].map((name, index) => ({
    artistId: id(3, index) as ArtistId,
    name: name ?? '',
    coverId: few.find((album) => album.artist === name && album.coverId)?.coverId ?? null,
    albumCount: few.filter((album) => album.artist === name).length,
    trackCount: 8 * few.filter((album) => album.artist === name).length,
  }))
  const has = (text: string | null, q = '') => (text ?? '').toLowerCase().includes(q.toLowerCase())
  const page = <T>(
    items: readonly T[],
    { cursor = '0', limit = 50 }: { cursor?: string; limit?: number } = {},
  ) => {
    const end = Number(cursor) + limit
    return { items: items.slice(Number(cursor), end), nextCursor: end < items.length ? String(end) : null }
  }
  return {
    tracks: async (request) =>
      page(
        tracks.filter(
          (one, index) =>
            [one.title, one.artist, one.album].some((text) => has(text, request?.q)) &&
            (request?.sort !== 'liked' || isLiked(index)),
        ),
        request,
      ),
    albums: async (request) => {
      if (scene === 'failed') throw new BatonFailure('store.unavailable')
      const found = albums.filter(
        (one) =>
          (has(one.title, request?.q) || has(one.artist, request?.q)) &&
          (request?.year === undefined || one.year === request.year),
      )
      return page(request?.sort === 'random' ? found.toReversed() : found, request)
    },
    artists: async (request) =>
      page(
        artists.filter((one) => has(one.name, request?.q)),
        request,
      ),
    track: async (trackId) => {
      const track = tracks.find((one) => one.trackId === trackId) ?? tracks[0]
      if (!track) throw new BatonFailure('library.track-not-found')
      return track
    },
    album: async (albumId) => {
      const album = albums.find((one) => one.albumId === albumId) ?? albums[0]
      if (!album) throw new BatonFailure('library.album-not-found')
      const own = fewTracks.filter((track) => track.albumId === album.albumId)
      return { ...album, tracks: scene === 'discs' ? own.map(onDiscs) : own }
    },
    artist: async (artistId) => {
      const artist = artists.find((one) => one.artistId === artistId) ?? artists[0]
      if (!artist) throw new BatonFailure('library.artist-not-found')
      const own = few.filter((album) => album.artist === artist.name)
      return { ...artist, albums: own, tracks: fewTracks.filter((track) => track.artist === artist.name) }
    },
    search: async ({ q, limit = 8 }) => {
      const exact = {
        artists: artists.filter((one) => has(one.name, q)).slice(0, limit),
        albums: albums.filter((one) => has(one.title, q) || has(one.artist, q)).slice(0, limit),
        tracks: tracks.filter((one) => has(one.title, q) || has(one.artist, q)).slice(0, limit),
        genres: genres().filter((one) => has(one.genre, q)),
        years: [],
        playlists: isEmpty ? [] : playlists.filter((one) => has(one.title, q)).slice(0, limit),
      }
      const isNothing = Object.values(exact).every(({ length }) => length === 0)
      if (!isNothing || !has('harbur', q)) return { ...exact, similar: false }
      return {
        artists: [],
        albums: [],
        tracks: tracks.filter((one) => has(one.title, 'harbour')),
        genres: [],
        years: [],
        playlists: [],
        similar: true,
      }
    },
    home: async () => {
      if (scene === 'failed') throw new BatonFailure('store.unavailable')
      return {
        recentlyAdded: albums.slice(0, 12),
        recentlyPlayed: albums.slice(4, 9),
        mostPlayed: albums.slice(2, 10),
        randomAlbums: albums.slice(0, 12).toReversed(),
        liked: tracks.filter((_, index) => isLiked(index)).slice(0, 12),
        genres: isEmpty ? [] : genres(),
      }
    },
    genres: async () => (isEmpty ? [] : genres()),
    years: async () =>
      [...new Set(albums.map(({ year }) => year ?? 0))]
        .sort((a, b) => b - a)
        .map((year) => ({ year, albumCount: albums.filter((one) => one.year === year).length })),
    marks: async (trackIds) =>
      trackIds.map((trackId) => ({
        trackId,
        liked: isLiked(fewTracks.findIndex((track) => track.trackId === trackId)),
        plays: 3,
        lastPlayedAt: null,
      })),
    lyrics: async () => {
      if (scene === 'wordless') throw new BatonFailure('library.no-lyrics')
      return scene === 'plain-words'
        ? { ...exampleLyrics(), synced: false, lines: exampleLyrics().lines.map(unsung) }
        : exampleLyrics()
    },
    waveform: async (trackId) => {
      if (scene === 'wordless') throw new BatonFailure('library.no-waveform')
      return { durationMs: 200_000, peaks: peaks(trackId) }
    },
  }
}

function genres() {
  return GENRES.map((genre, index) => ({ genre, trackCount: 12 + ((index * 37) % 90) }))
}

function isLiked(index: number): boolean {
  return index >= 0 && index % 9 === 1
}

function onDiscs(track: Track, index: number): Track {
  return { ...track, discNo: index < 4 ? 1 : 2, trackNo: (index % 4) + 1 }
}

function manyAlbums(): readonly Album[] {
  return Array.from({ length: MANY }, (_, index) => {
    const like = few[index % few.length] as Album
    const own = index < few.length ? like.albumId : (id(1, 1_000 + index) as Album['albumId'])
    return { ...like, albumId: own, title: index < few.length ? like.title : `${like.title} ${index}` }
  })
}

function manyTracks(): readonly Track[] {
  return Array.from({ length: MANY }, (_, index) => {
    const like = fewTracks[index % fewTracks.length] as Track
    return { ...like, trackId: id(2, 10_000 + index) as TrackId, title: `${like.title} ${index + 1}` }
  })
}

function exampleLyrics(): Lyrics {
  const lines = [
    'The harbour keeps its lights on late',
    'for boats that will not come',
    'and I have learned to count the waves',
    'by every second one',
    '',
    'Say it slowly, say it low',
    'the river knows the way',
    'what we carry, what we owe',
    'the morning takes away',
    '',
    'There is a window and a chair',
    'a coat that still smells of rain',
    'I left the door for you to find',
    'and found the door again',
    '',
    'Say it slowly, say it low',
    'the river knows the way',
    'what we carry, what we owe',
    'the morning takes away',
  ]
  return {
    synced: true,
    source: 'beside',
    lines: lines.map((text, index) => ({ atMs: 42_000 + index * 5_600, text })),
  }
}

function unsung({ text }: { readonly text: string }) {
  return { text, atMs: null }
}

function peaks(trackId: TrackId): readonly number[] {
  const seed = Number(trackId.slice(-3))
  return Array.from({ length: 800 }, (_, index) => {
    const form = Math.sin((index / 800) * Math.PI) * 0.35 + 0.35 + (index > 380 && index < 560 ? 0.22 : 0)
    const grain = Math.abs(Math.sin(index * 12.9898 + seed) * 43758.5453) % 1
    return Math.round(Math.min(1, form * (0.45 + grain * 0.75)) * 100)
  })
}
