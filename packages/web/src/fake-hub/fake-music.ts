import type { Album, AlbumId, ArtistId, Track, TrackId } from '@baton/protocol'

const NAMES: readonly (readonly [string, string, number])[] = [
  ['Lanterns at Low Tide', 'Mira Holm', 2021],
  ['The Slow Machine', 'Otto & the Weather', 2019],
  ['Salt Maps', 'Ines Calder', 2023],
  ['Paper Orchestra', 'Paper Orchestra', 2016],
  ['Northbound', 'The Ferrymen', 2012],
  ['Small Hours, Large Rooms', 'Juno Akande', 2024],
  ['Copper', 'Tal Reuven Trio', 2018],
  ['A Year of Fridays', 'Lowland Choir', 2020],
  ['Glasshouse', 'Mira Holm', 2024],
  ['Kites', 'Petra Vance', 2015],
  ['Static Gardens', 'Ines Calder', 2017],
  ['Winter Engines', 'Otto & the Weather', 2022],
]
const TITLES = [
  'First Light',
  'Harbour Song',
  'Ash and Amber',
  'Nine Rivers',
  'The Long Platform',
  'Undertow',
  'Marrow',
  'Homeward',
]
const COLOURS = ['#c2562c', '#2f7672', '#6a5aa3', '#a3762b', '#34507a', '#a4476d', '#5d7a3a', '#8a3b3b']

export const albums: readonly Album[] = NAMES.map(([title, artist, year], index) => ({
  albumId: id(1, index) as AlbumId,
  title,
  artist,
  artistId: id(3, index) as ArtistId,
  year,
  coverId: index === 7 ? null : `cover-${index}`,
  trackCount: TITLES.length,
  durationMs: 8 * 221_000,
  addedAt: 0,
}))

export const tracks: readonly Track[] = albums.flatMap((album, at) =>
  TITLES.map((title, index) => ({
    trackId: id(2, at * 100 + index) as TrackId,
    title,
    artist: album.artist,
    album: album.title,
    albumId: album.albumId,
    coverId: album.coverId,
    durationMs: 180_000 + ((at * 37 + index * 53) % 90) * 1000,
    artistId: album.artistId,
    albumArtist: album.artist,
    discNo: 1,
    trackNo: index + 1,
    year: album.year,
    genre: null,
    codec: 'flac',
    mime: 'audio/flac',
    sizeBytes: 1,
    missing: at === 2 && index === 5,
    addedAt: 0,
  })),
)

export function id(kind: number, index: number): string {
  return `${String(kind).padStart(8, '0')}-0000-4000-8000-${String(index).padStart(12, '0')}`
}

/** A picture of plain shapes, a different one for each number. */
export function picture(coverId: string): string {
  const seed = Number(coverId.split('-')[1] ?? 0)
  const colour = (step: number) => COLOURS[(seed + step) % COLOURS.length]
  const circles = [0, 1, 2, 3].map((ring) => {
    const x = 120 + ((seed * 97 + ring * 61) % 400)
    const y = 140 + ((seed * 53 + ring * 89) % 380)
    return `<circle cx="${x}" cy="${y}" r="${250 - ring * 55}" fill="${colour(ring + 1)}" opacity=".75"/>`
  })
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 640"><rect width="640" height="640" fill="${colour(0)}"/>${circles.join('')}<path d="M0 ${420 + (seed % 5) * 30} Q320 ${300 + (seed % 3) * 60} 640 480 V640 H0Z" fill="#1b120c" opacity=".55"/></svg>`
  return `data:image/svg+xml,${encodeURIComponent(svg)}`
}
